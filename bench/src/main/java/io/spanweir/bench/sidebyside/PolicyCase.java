package io.spanweir.bench.sidebyside;

import io.spanweir.bench.sidebyside.InputTrace.InputSpan;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline of the file, with the differences that the documentation lists for its policy.
 *
 * @param name of the processor and exporter in the file
 */
record PolicyCase(String name, List<Quirk> quirks) {
  private static final long THRESHOLD_MILLIS = 500;
  private static final long BAND_LOW = 100;
  private static final long BAND_HIGH = 400;

  /**
   * Why the two may differ on a trace.
   *
   * @param why as the documentation has it
   * @param oursOnly whether we keep what the Collector doesn't, or the other way round
   * @param explains whether it may be so with this trace
   */
  record Quirk(String why, boolean oursOnly, Predicate<InputTrace> explains) {}

  /** All pipelines of {@code side-by-side.yaml}. */
  static List<PolicyCase> all() {
    return List.of(
        same("errors"),
        new PolicyCase("slow", List.of(threshold())),
        new PolicyCase("band", List.of(prefix())),
        new PolicyCase("number", List.of(notNumbers(), zeroBound())),
        new PolicyCase("text", List.of(scalars())),
        same("expression"),
        new PolicyCase("neither", List.of(scalarsInverted())),
        same("truth"),
        same("count"),
        same("state"),
        same("share"),
        same("salted"),
        same("both"),
        same("dropping"),
        same("opposite"),
        same("flagged"));
  }

  private static PolicyCase same(String name) {
    return new PolicyCase(name, List.of());
  }

  /** The variable that says where its spans go. */
  String sinkVariable() {
    return "SINK_" + name.toUpperCase(Locale.ROOT);
  }

  /** The reason for a difference; null if none is listed. */
  @Nullable Quirk explain(InputTrace trace, boolean oursOnly) {
    return quirks.stream()
        .filter(quirk -> quirk.oursOnly() == oursOnly && quirk.explains().test(trace))
        .findFirst()
        .orElse(null);
  }

  private static Quirk collectorOnly(String why, Predicate<InputTrace> explains) {
    return new Quirk(why, false, explains);
  }

  private static Quirk oursOnly(String why, Predicate<InputTrace> explains) {
    return new Quirk(why, true, explains);
  }

  private static Quirk threshold() {
    return collectorOnly(
        "latency: a trace of exactly threshold_ms is slow for the Collector before 0.157",
        trace -> trace.durationMillis() == THRESHOLD_MILLIS);
  }

  private static Quirk prefix() {
    return collectorOnly(
        "latency with an upper bound: the Collector asks after every span, so that the first spans"
            + " of a longer trace may match (#43948)",
        trace -> trace.durationMillis() > BAND_HIGH || trace.durationMillis() == BAND_LOW);
  }

  private static Quirk notNumbers() {
    return collectorOnly(
        "numeric_attribute: what is no whole number reads as 0 in the Collector, which is in range",
        trace -> trace.anyValue("n", v -> !(v instanceof Long)));
  }

  private static Quirk zeroBound() {
    return collectorOnly(
        "numeric_attribute: min_value 0 is no bound in the Collector",
        trace -> trace.anyValue("n", v -> v instanceof Long n && n < 0));
  }

  private static boolean scalarMatches(InputSpan span) {
    Object tier = span.attributes().get("tier");
    return tier != null && !(tier instanceof String) && List.of("42", "true").contains("" + tier);
  }

  private static Quirk scalars() {
    return oursOnly(
        "string_attribute: numbers and truth values have a text here, and none in the Collector",
        trace -> trace.any(PolicyCase::scalarMatches));
  }

  private static Quirk scalarsInverted() {
    return collectorOnly(
        "string_attribute, inverted: numbers and truth values have a text here, and none in the"
            + " Collector",
        trace -> trace.any(PolicyCase::scalarMatches));
  }
}
