package io.spanweir.processor.probabilistic;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.ProcessorFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.processor.passing.PassingProcessor;

/** Makes {@code probabilistic_sampler} processors. */
public final class ProbabilisticSamplerFactory
    implements ProcessorFactory<ProbabilisticSamplerConfig> {
  @Override
  public String type() {
    return "probabilistic_sampler";
  }

  @Override
  public Class<ProbabilisticSamplerConfig> configType() {
    return ProbabilisticSamplerConfig.class;
  }

  @Override
  public ProbabilisticSamplerConfig defaultConfig() {
    return ProbabilisticSamplerConfig.DEFAULT;
  }

  @Override
  public Processor create(Settings settings, ProbabilisticSamplerConfig config, SpanConsumer next) {
    return new PassingProcessor(
        settings, next, () -> new SamplerStep(config, settings.pools().chunks()));
  }
}
