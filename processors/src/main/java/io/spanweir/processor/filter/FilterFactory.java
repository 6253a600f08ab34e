package io.spanweir.processor.filter;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.ProcessorFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.processor.filter.FilterConfig.SpansConfig;
import io.spanweir.processor.match.Selection;
import io.spanweir.processor.passing.PassingProcessor;

/** Makes {@code filter} processors. */
public final class FilterFactory implements ProcessorFactory<FilterConfig> {
  @Override
  public String type() {
    return "filter";
  }

  @Override
  public Class<FilterConfig> configType() {
    return FilterConfig.class;
  }

  @Override
  public FilterConfig defaultConfig() {
    return FilterConfig.DEFAULT;
  }

  @Override
  public Processor create(Settings settings, FilterConfig config, SpanConsumer next) {
    SpansConfig spans = config.spans() == null ? SpansConfig.defaults() : config.spans();
    return new PassingProcessor(
        settings, next, () -> new FilterStep(new Selection(spans.include(), spans.exclude())));
  }
}
