package io.spanweir.processor.batch;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.ProcessorFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.pipeline.SpanConsumer;
import java.util.EnumSet;
import java.util.Set;

/** Makes {@code batch} processors. */
public final class BatchProcessorFactory implements ProcessorFactory<BatchConfig> {
  @Override
  public String type() {
    return "batch";
  }

  @Override
  public Set<Signal> signals() {
    return EnumSet.allOf(Signal.class);
  }

  @Override
  public Class<BatchConfig> configType() {
    return BatchConfig.class;
  }

  @Override
  public BatchConfig defaultConfig() {
    return BatchConfig.DEFAULT;
  }

  @Override
  public Processor create(Settings settings, BatchConfig config, SpanConsumer next) {
    return new BatchProcessor(settings, config, next);
  }
}
