package io.spanweir.core.component;

import io.spanweir.core.pipeline.SpanConsumer;

/** Makes processors of one type. */
public interface ProcessorFactory<C extends Record> extends ComponentFactory<C> {
  @Override
  default Kind kind() {
    return Kind.PROCESSOR;
  }

  /** Opens nothing; see {@link Component}. */
  Processor create(Settings settings, C config, SpanConsumer next);
}
