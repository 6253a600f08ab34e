package io.spanweir.config;

import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The components that the file configures, well or not, and which of them something uses. What is
 * configured wrongly is declared all the same, so that a pipeline that names it isn't wrong too.
 */
final class Declared {
  private final Map<Kind, Map<ComponentId, Place>> places = new EnumMap<>(Kind.class);
  private final Map<Kind, Set<ComponentId>> used = new EnumMap<>(Kind.class);

  Declared() {
    for (Kind kind : Kind.values()) {
      places.put(kind, new LinkedHashMap<>());
      used.put(kind, new HashSet<>());
    }
  }

  void add(Kind kind, ComponentId id, Place place) {
    of(kind).put(id, place);
  }

  /** Whether there is one; if so, it is used now. */
  boolean use(Kind kind, ComponentId id) {
    boolean there = has(kind, id);
    if (there) {
      usedOf(kind).add(id);
    }
    return there;
  }

  boolean has(Kind kind, ComponentId id) {
    return of(kind).containsKey(id);
  }

  /** The ids of these kinds, in the order of the file. */
  List<String> ids(List<Kind> kinds) {
    List<String> ids = new ArrayList<>();
    kinds.forEach(kind -> of(kind).keySet().forEach(id -> ids.add(id.toString())));
    return ids;
  }

  void warnOfUnused(Findings findings) {
    places.forEach(
        (kind, components) ->
            components.forEach(
                (id, place) -> {
                  if (!usedOf(kind).contains(id)) {
                    findings
                        .at(place, kind.section() + "::" + id)
                        .value(id.toString())
                        .warning(unusedBecause(kind));
                  }
                }));
  }

  private static String unusedBecause(Kind kind) {
    return kind == Kind.EXTENSION
        ? "is not started, as service::extensions does not list it"
        : "is used by no pipeline";
  }

  /** Where one that is there is configured. */
  Place place(Kind kind, ComponentId id) {
    Place place = of(kind).get(id);
    if (place == null) {
      throw new IllegalStateException(id + " is not declared");
    }
    return place;
  }

  Map<ComponentId, Place> of(Kind kind) {
    return places.getOrDefault(kind, Map.of());
  }

  private Set<ComponentId> usedOf(Kind kind) {
    return used.getOrDefault(kind, Set.of());
  }
}
