package io.spanweir.processor.attributes;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.ProcessorFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.Signal;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.processor.passing.PassingProcessor;
import java.util.EnumSet;
import java.util.Set;

/** Makes {@code resource} processors. */
public final class ResourceFactory implements ProcessorFactory<ResourceConfig> {
  @Override
  public String type() {
    return "resource";
  }

  @Override
  public Set<Signal> signals() {
    return EnumSet.allOf(Signal.class);
  }

  @Override
  public Class<ResourceConfig> configType() {
    return ResourceConfig.class;
  }

  @Override
  public ResourceConfig defaultConfig() {
    return ResourceConfig.DEFAULT;
  }

  @Override
  public Processor create(Settings settings, ResourceConfig config, SpanConsumer next) {
    ChunkPool chunks = settings.pools().chunks();
    return new PassingProcessor(
        settings, next, () -> new ResourceStep(config.attributes(), chunks));
  }
}
