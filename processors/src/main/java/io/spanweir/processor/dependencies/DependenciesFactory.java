package io.spanweir.processor.dependencies;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.ProcessorFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.links.LinkCounter;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.processor.passing.PassingProcessor;

/** Makes {@code dependencies} processors. */
public final class DependenciesFactory implements ProcessorFactory<DependenciesConfig> {
  @Override
  public String type() {
    return "dependencies";
  }

  @Override
  public Class<DependenciesConfig> configType() {
    return DependenciesConfig.class;
  }

  @Override
  public DependenciesConfig defaultConfig() {
    return new DependenciesConfig();
  }

  @Override
  public Processor create(Settings settings, DependenciesConfig config, SpanConsumer next) {
    LinkCounter counter = settings.telemetry().links().tap();
    return new PassingProcessor(
        settings, next, () -> new LinkStep(counter, settings.loops().clock()));
  }
}
