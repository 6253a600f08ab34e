package io.spanweir.deploy;

/** The Collector's feature gates that tail sampling has. */
final class FeatureGates {
  private static final String TAIL_SAMPLING = "processor.tailsamplingprocessor.";

  private FeatureGates() {}

  /**
   * What is so without the gate, or what to do instead.
   *
   * @param gate with or without the sign before it
   */
  static String hint(String gate) {
    String name = gate.startsWith("+") || gate.startsWith("-") ? gate.substring(1) : gate;
    if (!name.startsWith(TAIL_SAMPLING)) {
      return "there are no gates";
    }
    return switch (name.substring(TAIL_SAMPLING.length())) {
      case "recordpolicy" -> "record_policy of tail_sampling says where the policy is recorded";
      case "metricstatcountspanssampled" -> "spans are always counted, per policy in traces";
      case "disableinvertdecisions" -> "invert_match is always a plain vote";
      case "usetracestate" -> "the trace state is left as it came";
      case "tailstorageextension" -> "spans are held in memory, off the heap";
      default -> "there are no gates";
    };
  }
}
