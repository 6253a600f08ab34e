package io.spanweir.processor.match;

import io.spanweir.core.component.AnyScalar;
import io.spanweir.processor.match.MatchConfig.AttributeConfig;
import io.spanweir.processor.match.MatchConfig.LibraryConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an include or exclude. */
public final class MatchBuilder {
  private MatchType type = MatchType.STRICT;
  private List<String> services = List.of();
  private List<String> names = List.of();
  private List<String> kinds = List.of();
  private final List<AttributeConfig> attributes = new ArrayList<>();
  private final List<AttributeConfig> resources = new ArrayList<>();
  private final List<LibraryConfig> libraries = new ArrayList<>();

  public MatchBuilder regexp() {
    type = MatchType.REGEXP;
    return this;
  }

  public MatchBuilder services(String... any) {
    services = List.of(any);
    return this;
  }

  public MatchBuilder names(String... any) {
    names = List.of(any);
    return this;
  }

  public MatchBuilder kinds(String... any) {
    kinds = List.of(any);
    return this;
  }

  public MatchBuilder attribute(String key, @Nullable Object value) {
    attributes.add(new AttributeConfig(key, value == null ? null : new AnyScalar(value)));
    return this;
  }

  public MatchBuilder resource(String key, @Nullable Object value) {
    resources.add(new AttributeConfig(key, value == null ? null : new AnyScalar(value)));
    return this;
  }

  public MatchBuilder library(String name, @Nullable String version) {
    libraries.add(new LibraryConfig(name, version));
    return this;
  }

  public MatchConfig build() {
    return new MatchConfig(type, null, services, names, kinds, attributes, resources, libraries);
  }
}
