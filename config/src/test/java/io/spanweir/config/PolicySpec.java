package io.spanweir.config;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Required;
import io.spanweir.core.component.Variant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A variant in the shape of the policies of tail sampling, nested ones included. */
interface PolicySpec extends Variant {
  static Registry<PolicySpec> variants() {
    Map<String, PolicySpec> types = new LinkedHashMap<>();
    types.put("always_sample", new Always());
    types.put("latency", new Latency(0, 0));
    types.put("status_code", new StatusCode(List.of()));
    types.put("string_attribute", new StringAttribute("", List.of()));
    types.put("probabilistic", new Probabilistic(0));
    types.put("rate_limiting", new RateLimiting(0));
    types.put("and", new And(List.of()));
    types.put("not", new Not(null));
    return new Registry<>(types, Map.of("ottl_condition", "string_attribute covers much of it"));
  }

  @Description("Keeps all.")
  record Always() implements PolicySpec {}

  @Differs("upper_threshold_ms: the whole trace decides")
  @Description("Keeps slow ones.")
  record Latency(
      @Description("More than this.") long thresholdMs,
      @Description("At most this.") long upperThresholdMs)
      implements PolicySpec {
    public Latency {
      if (upperThresholdMs != 0 && upperThresholdMs <= thresholdMs) {
        throw new InvalidConfigException(
            "upper_threshold_ms", upperThresholdMs + " is not above threshold_ms", "more, or 0");
      }
    }
  }

  enum Code {
    OK,
    ERROR,
    UNSET
  }

  @Description("Keeps a status.")
  record StatusCode(@Required @Description("Which.") List<Code> statusCodes)
      implements PolicySpec {}

  @Description("Keeps a value.")
  record StringAttribute(
      @Required @Description("Of which attribute.") String key,
      @Required @Description("Which.") List<String> values)
      implements PolicySpec {}

  @Description("Keeps a share.")
  record Probabilistic(@Description("In percent.") double samplingPercentage)
      implements PolicySpec {}

  @Description("Keeps so many.")
  record RateLimiting(@Description("Of them.") long spansPerSecond) implements PolicySpec {}

  @Description("Keeps what all keep.")
  record And(@Required @Description("All of them.") List<TestCatalog.Policy> andSubPolicy)
      implements PolicySpec {}

  @Description("Keeps what another doesn't.")
  record Not(@Required @Description("The other.") TestCatalog.@Nullable Policy notSubPolicy)
      implements PolicySpec {}
}
