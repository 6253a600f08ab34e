package io.spanweir.core.component;

import io.spanweir.core.data.Signal;
import io.spanweir.core.pipeline.Outputs;
import java.util.Set;

/** Makes connectors of one type. {@link #signals} is what they consume. */
public interface ConnectorFactory<C extends Record> extends ComponentFactory<C> {
  @Override
  default Kind kind() {
    return Kind.CONNECTOR;
  }

  /** What pipelines that it begins may be about. */
  Set<Signal> produces();

  /** Whether one may begin no pipeline, since what it makes can be had in another way too. */
  default boolean mayEnd() {
    return false;
  }

  /** Opens nothing; see {@link Component}. */
  Connector create(Settings settings, C config, Outputs next);
}
