package io.spanweir.core.component;

import java.util.Map;

/**
 * A configuration whose shape depends on its key {@code type}: {@code {name: x, type: latency,
 * latency: {threshold_ms: 5}}}.
 *
 * <p>An interface that extends this one must have a static method {@code variants()} that returns
 * the {@link Registry} of its implementations, which are records. It is used as a component of
 * another record, at most one in each:
 *
 * <pre>{@code
 * record PolicyConfig(@Required String name, PolicySpec policy) {}
 *
 * interface PolicySpec extends Variant {
 *   static Registry<PolicySpec> variants() { ... }
 * }
 * }</pre>
 *
 * <p>That component has no key of its own: it is spread over the block that holds it. There, {@code
 * type} picks the record from the registry, and the block under the key named like the type fills
 * it; the other keys belong to the other components ({@code name}). A type whose record has no
 * components, or defaults for all of them, needs no block. A block of another type is left alone,
 * with a warning.
 *
 * <p>Variants nest: a list of them is a {@code List<PolicyConfig>}, a single one a {@code
 * PolicyConfig}, both also inside of a variant ({@code and: {and_sub_policy: [{name, type,
 * ...}]}}).
 */
public interface Variant {
  /**
   * The known types of one variant interface.
   *
   * @param defaults for each {@code type}, the record that holds where the file says nothing; the
   *     order is the order of the reference page
   * @param notYet types that are known from the OpenTelemetry Collector and not there, each with
   *     what to say
   * @param ofExtensions what to do instead of a type that an extension of the Collector brings;
   *     empty where extensions bring none
   */
  record Registry<V extends Variant>(
      Map<String, V> defaults, Map<String, String> notYet, String ofExtensions) {
    /** Of types that extensions bring none of. */
    public Registry(Map<String, V> defaults, Map<String, String> notYet) {
      this(defaults, notYet, "");
    }
  }
}
