package io.spanweir.processor.tailsampling;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.testkit.contract.ProcessorContract;

/** The processor contract, with fewer traces than the kit opens. */
class CountingContractTest extends ProcessorContract {
  @Override
  protected Processor create(Settings settings, SpanConsumer next) {
    return Configs.create(Configs.errorsAndHalf().numTraces(40).build(), settings, next);
  }
}
