package io.spanweir.config;

import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lays one source over another, as the Collector does: blocks key by key, a list or a value
 * replaces what was there, and so does nothing ({@code key:}), which wipes.
 */
final class Merge {
  private Merge() {}

  static Node over(Node below, Node above) {
    if (!(below instanceof Mapping lower) || !(above instanceof Mapping upper)) {
      return above;
    }
    Map<String, Entry> entries = new LinkedHashMap<>(lower.entries());
    upper.entries().forEach((key, entry) -> entries.merge(key, entry, Merge::over));
    return new Mapping(upper.place(), Collections.unmodifiableMap(entries));
  }

  private static Entry over(Entry below, Entry above) {
    return new Entry(above.keyPlace(), over(below.value(), above.value()));
  }
}
