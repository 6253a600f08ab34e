package io.spanweir.config;

import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import io.spanweir.config.Node.Scalar;
import io.spanweir.config.Node.Sequence;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the keys of a configuration were written. Immutable. */
public final class Places {
  private static final Pattern ITEM = Pattern.compile("(.+)\\[([0-9]{1,6})]");

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
   * @param path {@code receivers::otlp::protocols::grpc::endpoint}; {@code readers[0]} is the first
   *     of a list
   */
  public Place of(String path) {
    Place place = root.place();
    Node node = root;
    for (String key : path.split("::", -1)) {
      Matcher item = ITEM.matcher(key);
      String name = item.matches() ? item.group(1) : key;
      Entry entry = node instanceof Mapping mapping ? mapping.entries().get(name) : null;
      if (entry == null) {
        break;
      }
      boolean value = entry.value() instanceof Scalar && !entry.value().isNull();
      place = value ? entry.value().place() : entry.keyPlace();
      node = entry.value().content();
      if (item.matches() && node instanceof Sequence list) {
        int index = Integer.parseInt(item.group(2));
        if (index >= list.items().size()) {
          break;
        }
        place = list.items().get(index).place();
        node = list.items().get(index).content();
      }
    }
    return place;
  }
}
