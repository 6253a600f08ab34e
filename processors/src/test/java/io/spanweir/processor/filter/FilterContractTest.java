package io.spanweir.processor.filter;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.testkit.contract.ProcessorContract;

class FilterContractTest extends ProcessorContract {
  @Override
  protected Processor create(Settings settings, SpanConsumer next) {
    return new FilterFactory()
        .create(settings, FilterTest.excluding(FilterTest.match().services("payment")), next);
  }

  @Override
  protected int seeds() {
    return 8;
  }
}
