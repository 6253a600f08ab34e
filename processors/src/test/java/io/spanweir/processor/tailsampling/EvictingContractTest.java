package io.spanweir.processor.tailsampling;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.testkit.contract.ProcessorContract;

/** The processor contract, with a buffer in which traces have to make room. */
class EvictingContractTest extends ProcessorContract {
  @Override
  protected Processor create(Settings settings, SpanConsumer next) {
    return Configs.create(
        Configs.errorsAndHalf().bufferKiB(128).evicting().build(), settings, next);
  }
}
