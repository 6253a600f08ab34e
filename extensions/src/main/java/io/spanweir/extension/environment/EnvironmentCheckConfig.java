package io.spanweir.extension.environment;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Required;
import io.spanweir.core.component.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code environment_check}. The OpenTelemetry Collector has no such thing. */
@Description("Refuses to start while variables are set that nothing here would heed")
public record EnvironmentCheckConfig(
    @Required @Description("What is refused, by the name of the variable")
        Map<String, Refused> variables) {
  static final EnvironmentCheckConfig DEFAULT = new EnvironmentCheckConfig(Map.of());

  public EnvironmentCheckConfig {
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  /** A variable, as the configuration has read it. */
  @Description("A variable that is refused")
  public record Refused(
      @Description("What it holds, as ${env:NAME:-} reads it; empty is not set") Secret value,
      @Description(
              "Values that are taken all the same, in any case; where there are some, the one that"
                  + " is refused is shown, as it can't be a password")
          List<String> allowed,
      @Description("What to do instead, as a phrase") String instead) {
    public Refused {
      allowed = List.copyOf(allowed);
    }

    /** What holds where the block says nothing. */
    public static Refused defaults() {
      return new Refused(new Secret(""), List.of(), "leave it out");
    }

    boolean isRefused() {
      String held = value.reveal().strip();
      return !held.isEmpty() && allowed.stream().noneMatch(held::equalsIgnoreCase);
    }

    /** What is wrong with it. */
    String problem(String name) {
      return allowed.isEmpty()
          ? name + " is set and has no effect here"
          : name + "=" + value.reveal().strip() + " is not heeded here";
    }
  }
}
