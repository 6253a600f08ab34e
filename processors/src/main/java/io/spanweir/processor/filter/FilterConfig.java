package io.spanweir.processor.filter;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.NotYet;
import io.spanweir.processor.match.MatchConfig;
import org.jspecify.annotations.Nullable;

/** {@code filter} processor, in the Collector's form of include and exclude. */
@Description("Takes spans out: those that don't fit include, and those that fit exclude")
@NotYet({
  "traces: write its conditions as spans::exclude, with services, span_names, attributes and"
      + " resources",
  "trace_conditions: write them as spans::exclude, with services, span_names, attributes and"
      + " resources",
  "metrics: metrics pass through unchanged; leave the processor out of their pipeline",
  "metric_conditions: metrics pass through unchanged; leave the processor out of their pipeline",
  "logs: logs pass through unchanged; leave the processor out of their pipeline",
  "log_conditions: logs pass through unchanged; leave the processor out of their pipeline",
  "profiles: there are no profiles",
  "profile_conditions: there are no profiles"
})
public record FilterConfig(
    @Description("What is done when a condition fails; include and exclude never fail")
        ErrorMode errorMode,
    @Description("Which spans stay") @Nullable SpansConfig spans) {
  static final FilterConfig DEFAULT = new FilterConfig(ErrorMode.IGNORE, null);

  /** The Collector's words for what OTTL conditions do on an error. */
  enum ErrorMode {
    IGNORE,
    SILENT,
    PROPAGATE
  }

  /** Which spans stay. */
  @Description("Which spans stay")
  public record SpansConfig(
      @Description("Spans that don't fit this are taken out") @Nullable MatchConfig include,
      @Description("Spans that fit this are taken out") @Nullable MatchConfig exclude) {
    public SpansConfig {
      if (include != null) {
        include.checkAsks("include");
      }
      if (exclude != null) {
        exclude.checkAsks("exclude");
      }
    }

    static SpansConfig defaults() {
      return new SpansConfig(null, null);
    }
  }
}
