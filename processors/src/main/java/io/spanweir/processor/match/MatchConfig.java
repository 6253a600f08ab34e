package io.spanweir.processor.match;

import io.spanweir.core.component.AnyScalar;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Key;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Required;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code include} or {@code exclude} of a processor: which spans it is about. */
@Description("Which spans: those that fit every key that is set")
@Differs({
  "match_type: regexp looks at the first 16 KiB of a text; expressions of more than 10,000 steps"
      + " are refused",
  "attributes: of a key that comes twice either value counts"
})
@NotYet({
  "log_bodies: only spans are looked at",
  "log_severity_texts: only spans are looked at",
  "log_severity_number: only spans are looked at",
  "metric_names: only spans are looked at"
})
public record MatchConfig(
    @Required @Description("strict compares texts as they are, regexp finds them as RE2")
        MatchType matchType,
    @Description("What is remembered of regular expressions") @Nullable RegexpConfig regexp,
    @Description("Values of service.name, one of which it is") List<String> services,
    @Description("Names, one of which the span has") List<String> spanNames,
    @Description("Kinds such as SPAN_KIND_SERVER, one of which the span has")
        List<String> spanKinds,
    @Description("Attributes of the span, all of which it has") List<AttributeConfig> attributes,
    @Description("Attributes of the resource, all of which it has") List<AttributeConfig> resources,
    @Description("Instrumentation scopes, one of which the span is from")
        List<LibraryConfig> libraries) {

  static final List<String> KINDS =
      List.of(
          "SPAN_KIND_UNSPECIFIED",
          "SPAN_KIND_INTERNAL",
          "SPAN_KIND_SERVER",
          "SPAN_KIND_CLIENT",
          "SPAN_KIND_PRODUCER",
          "SPAN_KIND_CONSUMER");

  /** What is remembered of regular expressions. */
  @Description("What is remembered of regular expressions")
  public record RegexpConfig(
      @Key("cacheenabled") @Description("Whether answers are remembered; they always are")
          boolean cacheEnabled,
      @Key("cachemaxnumentries") @Description("How many; 0 for 128, 65536 at most")
          int cacheMaxNumEntries) {
    static RegexpConfig defaults() {
      return new RegexpConfig(true, 0);
    }
  }

  /** An attribute that a span or a resource has. */
  @Description("An attribute that a span or a resource has")
  public record AttributeConfig(
      @Required @Description("The attribute's key") String key,
      @Description("Its value; any, if there is none here. With regexp, an expression for its text")
          @Nullable AnyScalar value) {}

  /** An instrumentation scope. */
  @Description("An instrumentation scope")
  public record LibraryConfig(
      @Required @Description("The scope's name") String name,
      @Description("Its version; any, if there is none here") @Nullable String version) {}

  public MatchConfig {
    services = List.copyOf(services);
    spanNames = List.copyOf(spanNames);
    spanKinds = List.copyOf(spanKinds);
    attributes = List.copyOf(attributes);
    resources = List.copyOf(resources);
    libraries = List.copyOf(libraries);
    boolean regular = matchType == MatchType.REGEXP;
    if (regular) {
      services.forEach(text -> Expressions.check("services", text));
      spanNames.forEach(text -> Expressions.check("span_names", text));
      spanKinds.forEach(text -> Expressions.check("span_kinds", text));
      attributes.forEach(asked -> check("attributes", asked));
      resources.forEach(asked -> check("resources", asked));
      libraries.forEach(asked -> check(asked));
    } else if (!Set.copyOf(KINDS).containsAll(spanKinds)) {
      throw new InvalidConfigException(
          "span_kinds", "has a kind that no span has", "one of " + String.join(", ", KINDS));
    }
  }

  /**
   * @throws InvalidConfigException if it asks nothing, which would be everything
   */
  public void checkAsks(String key) {
    if (services.isEmpty()
        && spanNames.isEmpty()
        && spanKinds.isEmpty()
        && attributes.isEmpty()
        && resources.isEmpty()
        && libraries.isEmpty()) {
      throw new InvalidConfigException(
          key,
          "asks for nothing",
          "at least one of services, span_names, span_kinds, attributes, resources, libraries");
    }
  }

  private static void check(String key, AttributeConfig asked) {
    if (asked.value() == null) {
      return;
    }
    if (!(asked.value().value() instanceof String text)) {
      throw new InvalidConfigException(
          key, "has a value that is no expression", "texts in quotes, or match_type: strict");
    }
    Expressions.check(key, text);
  }

  private static void check(LibraryConfig asked) {
    Expressions.check("libraries", asked.name());
    if (asked.version() != null) {
      Expressions.check("libraries", asked.version());
    }
  }

  int cacheSize() {
    int asked = regexp == null ? 0 : regexp.cacheMaxNumEntries();
    return asked <= 0 ? 128 : asked;
  }
}
