package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Variant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The contents of the room: every policy type, one line each, with the configuration it has by
 * default.
 */
final class Policies {
  static final Variant.Registry<PolicySpec> REGISTRY =
      new Variant.Registry<>(
          types(),
          notYet(),
          "policies are built in; combine them by and, not and drop, or tell us what yours decides"
              + " by");

  private Policies() {}

  private static Map<String, PolicySpec> types() {
    Map<String, PolicySpec> types = new LinkedHashMap<>();
    types.put("always_sample", new AlwaysSamplePolicy.Config());
    types.put("latency", LatencyPolicy.Config.DEFAULT);
    types.put("status_code", StatusCodePolicy.Config.DEFAULT);
    types.put("error_signals", new ErrorSignalsPolicy.Config());
    types.put("debug_flag", new DebugFlagPolicy.Config());
    types.put("string_attribute", StringAttributePolicy.Config.DEFAULT);
    types.put("numeric_attribute", NumericAttributePolicy.Config.DEFAULT);
    types.put("boolean_attribute", BooleanAttributePolicy.Config.DEFAULT);
    types.put("span_count", SpanCountPolicy.Config.DEFAULT);
    types.put("trace_state", TraceStatePolicy.Config.DEFAULT);
    types.put("trace_flags", new TraceFlagsPolicy.Config());
    types.put("probabilistic", ProbabilisticPolicy.Config.DEFAULT);
    types.put("rate_limiting", RateLimitingPolicy.Config.DEFAULT);
    types.put("bytes_limiting", BytesLimitingPolicy.Config.DEFAULT);
    types.put("and", AndPolicy.Config.DEFAULT);
    types.put("not", NotPolicy.Config.DEFAULT);
    types.put("drop", DropPolicy.Config.DEFAULT);
    types.put("composite", CompositePolicy.Config.DEFAULT);
    return types;
  }

  private static Map<String, String> notYet() {
    Map<String, String> hints = new LinkedHashMap<>();
    hints.put(
        "ottl_condition",
        "string_attribute, numeric_attribute, boolean_attribute and status_code cover common"
            + " conditions; and, not combine them");
    return hints;
  }
}
