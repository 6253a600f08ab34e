package io.spanweir.processor.attributes;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.ProcessorFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.processor.match.Selection;
import io.spanweir.processor.passing.PassingProcessor;

/** Makes {@code attributes} processors. */
public final class AttributesFactory implements ProcessorFactory<AttributesConfig> {
  @Override
  public String type() {
    return "attributes";
  }

  @Override
  public Class<AttributesConfig> configType() {
    return AttributesConfig.class;
  }

  @Override
  public AttributesConfig defaultConfig() {
    return AttributesConfig.DEFAULT;
  }

  @Override
  public Processor create(Settings settings, AttributesConfig config, SpanConsumer next) {
    ChunkPool chunks = settings.pools().chunks();
    return new PassingProcessor(
        settings,
        next,
        () ->
            new AttributesStep(
                config.actions(), new Selection(config.include(), config.exclude()), chunks));
  }
}
