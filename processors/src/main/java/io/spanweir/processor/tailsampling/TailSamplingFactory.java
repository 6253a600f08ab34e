package io.spanweir.processor.tailsampling;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.ProcessorFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.SpanConsumer;

/** Makes {@code tail_sampling}. */
public final class TailSamplingFactory implements ProcessorFactory<TailSamplingConfig> {
  @Override
  public String type() {
    return "tail_sampling";
  }

  @Override
  public Class<TailSamplingConfig> configType() {
    return TailSamplingConfig.class;
  }

  @Override
  public TailSamplingConfig defaultConfig() {
    return TailSamplingConfig.DEFAULT;
  }

  @Override
  public Processor create(Settings settings, TailSamplingConfig config, SpanConsumer next) {
    return new TailSamplingProcessor(
        settings, config, new Announcing(next, settings.telemetry().kept()));
  }
}
