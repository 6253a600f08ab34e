package io.spanweir.config;

import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import io.spanweir.config.Node.Scalar;

/** Where the keys of a configuration were written. Immutable. */
public final class Places {
  private final Mapping root;

  Places(Mapping root) {
    this.root = root;
  }

  /** The configuration as it was written. */
  Mapping root() {
    return root;
  }

  /**
   * The place of a value, or of the key of the innermost block around it that is there.
   *
   * @param path {@code receivers::otlp::protocols::grpc::endpoint}
   */
  public Place of(String path) {
    Place place = root.place();
    Node node = root;
    for (String key : path.split("::", -1)) {
      Entry entry = node instanceof Mapping mapping ? mapping.entries().get(key) : null;
      if (entry == null) {
        break;
      }
      boolean value = entry.value() instanceof Scalar && !entry.value().isNull();
      place = value ? entry.value().place() : entry.keyPlace();
      node = entry.value().content();
    }
    return place;
  }
}
