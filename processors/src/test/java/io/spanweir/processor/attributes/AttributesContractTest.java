package io.spanweir.processor.attributes;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.testkit.contract.ProcessorContract;
import java.util.List;

class AttributesContractTest extends ProcessorContract {
  @Override
  protected Processor create(Settings settings, SpanConsumer next) {
    AttributesConfig config =
        new AttributesConfig(
            List.of(Actions.upsert("env", "prod"), Actions.hash("user.id")), null, null);
    return new AttributesFactory().create(settings, config, next);
  }

  @Override
  protected int seeds() {
    return 8;
  }
}
