package io.spanweir.core.component;

import io.spanweir.core.data.Signal;
import java.util.Set;

/** Makes extensions of one type. */
public interface ExtensionFactory<C extends Record> extends ComponentFactory<C> {
  @Override
  default Kind kind() {
    return Kind.EXTENSION;
  }

  /** None: an extension stands in no pipeline. */
  @Override
  default Set<Signal> signals() {
    return Set.of();
  }

  /** Opens nothing; see {@link Component}. */
  Extension create(Settings settings, C config);
}
