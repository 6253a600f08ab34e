package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Variant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The contents of the room: every policy type, one line each, with the configuration it has by
 * default.
 */
final class Policies {
  static final Variant.Registry<PolicySpec> REGISTRY = new Variant.Registry<>(types(), notYet());

  private Policies() {}

  private static Map<String, PolicySpec> types() {
    Map<String, PolicySpec> types = new LinkedHashMap<>();
    types.put("always_sample", new AlwaysSamplePolicy.Config());
    types.put("latency", LatencyPolicy.Config.DEFAULT);
    types.put("status_code", StatusCodePolicy.Config.DEFAULT);
    types.put("string_attribute", StringAttributePolicy.Config.DEFAULT);
    types.put("probabilistic", ProbabilisticPolicy.Config.DEFAULT);
    types.put("rate_limiting", RateLimitingPolicy.Config.DEFAULT);
    types.put("and", AndPolicy.Config.DEFAULT);
    types.put("not", NotPolicy.Config.DEFAULT);
    types.put("drop", DropPolicy.Config.DEFAULT);
    return types;
  }

  private static Map<String, String> notYet() {
    Map<String, String> hints = new LinkedHashMap<>();
    hints.put("numeric_attribute", "string_attribute compares the text of integers");
    hints.put("boolean_attribute", "string_attribute with values [\"true\"] compares the text");
    hints.put("bytes_limiting", "rate_limiting limits spans");
    hints.put("span_count", "nothing replaces it yet");
    hints.put("trace_state", "nothing replaces it yet");
    hints.put("trace_flags", "nothing replaces it yet");
    hints.put("ottl_condition", "string_attribute and status_code cover common conditions");
    hints.put("composite", "and with rate_limiting limits one kind of trace");
    return hints;
  }
}
