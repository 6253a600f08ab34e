package io.spanweir.core.component;

import io.spanweir.core.pipeline.Outputs;

/** Makes receivers of one type. */
public interface ReceiverFactory<C extends Record> extends ComponentFactory<C> {
  @Override
  default Kind kind() {
    return Kind.RECEIVER;
  }

  /** Opens nothing; see {@link Component}. */
  Receiver create(Settings settings, C config, Outputs next);
}
