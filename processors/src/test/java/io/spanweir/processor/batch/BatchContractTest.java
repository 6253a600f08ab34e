package io.spanweir.processor.batch;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.testkit.contract.ProcessorContract;
import java.time.Duration;
import java.util.List;

class BatchContractTest extends ProcessorContract {
  @Override
  protected Processor create(Settings settings, SpanConsumer next) {
    BatchConfig config = new BatchConfig(20, 25, Duration.ofMillis(200), List.of(), 0);
    return new BatchProcessorFactory().create(settings, config, next);
  }

  @Override
  protected long holdNanosMax() {
    return 2_000_000_000L;
  }
}
