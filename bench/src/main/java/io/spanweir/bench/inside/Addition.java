package io.spanweir.bench.inside;

import java.util.ArrayList;
import java.util.List;

/**
 * One policy, processor or connector added to W1, whose price is asked. Policies stand last and
 * keep nothing that W1 does not keep, unless their name says so; processors stand before the
 * sampler, where every span passes them.
 *
 * @param name what reports call it
 * @param kind where it is added
 * @param yaml what is added: a policy without its name, or a processor's or connector's block
 */
public record Addition(String name, Kind kind, String yaml) {
  /** Where something is added. */
  public enum Kind {
    NONE(""),
    POLICY("policy"),
    PROCESSOR("processor"),
    CONNECTOR("connector");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** Traces are held for 500 requests, as at a million spans a second. */
  private static final String WAIT = "250ms";

  private static final String LATE = "type: latency, latency: {threshold_ms: 5000}";
  private static final String ORACLE =
      "type: string_attribute, string_attribute: {key: db.system.name, values: [oracle]}";

  /** Everything whose price is published. */
  public static List<Addition> all() {
    List<Addition> all = new ArrayList<>();
    policies(all);
    processors(all);
    return all;
  }

  /** Returns the addition of a name; W1 itself is called {@code nothing}. */
  public static Addition named(String name) {
    return all().stream()
        .filter(a -> a.name().equals(name))
        .findFirst()
        .orElse(new Addition("nothing", Kind.NONE, ""));
  }

  /** Returns W1's pipeline with this in it. */
  public String config() {
    String policy = kind == Kind.POLICY ? "      - {name: added, " + yaml + "}\n" : "";
    String type = name.replaceAll("[ ,:].*", "");
    String processor = kind == Kind.PROCESSOR ? "  " + type + ": " + yaml + "\n" : "";
    boolean counting = kind == Kind.CONNECTOR;
    return W1_HEAD.formatted(WAIT)
        + policy
        + processor
        + (counting ? "connectors:\n  " + type + ": " + yaml + "\n" : "")
        + W1_TAIL.formatted(kind == Kind.PROCESSOR ? type + ", " : "")
        + (counting ? COUNTED.formatted(type, type) : "");
  }

  /** Returns W1's pipeline with another wait. */
  static String w1(String wait) {
    return W1_HEAD.formatted(wait) + W1_TAIL.formatted("");
  }

  private static void policies(List<Addition> all) {
    policy(all, "latency", LATE);
    policy(all, "status_code", "type: status_code, status_code: {status_codes: [OK]}");
    policy(all, "error_signals", "type: error_signals");
    policy(all, "debug_flag", "type: debug_flag");
    policy(all, "string_attribute", ORACLE);
    policy(
        all,
        "string_attribute: no such key",
        "type: string_attribute, string_attribute: {key: user.id, values: ['4711']}");
    policy(
        all,
        "string_attribute: expression",
        "type: string_attribute, string_attribute: {key: url.path, values: ['^/api/v9/'],"
            + " enabled_regex_matching: true}");
    policy(
        all,
        "numeric_attribute",
        "type: numeric_attribute, numeric_attribute: {key: http.response.status_code,"
            + " min_value: 500, max_value: 599}");
    policy(
        all,
        "boolean_attribute",
        "type: boolean_attribute, boolean_attribute: {key: cache.hit, value: true}");
    policy(all, "span_count", "type: span_count, span_count: {min_spans: 100}");
    policy(all, "trace_state", "type: trace_state, trace_state: {key: vendor, values: [x]}");
    policy(
        all,
        "trace_flags, in a not",
        "type: not, not: {not_sub_policy: {name: sub, type: trace_flags}}");
    policy(
        all,
        "probabilistic",
        "type: probabilistic, probabilistic: {sampling_percentage: 0.0001, hash_salt: other}");
    policy(all, "rate_limiting", "type: rate_limiting, rate_limiting: {spans_per_second: 1}");
    policy(all, "bytes_limiting", "type: bytes_limiting, bytes_limiting: {bytes_per_second: 1}");
    policy(
        all,
        "and, of two",
        "type: and, and: {and_sub_policy: [{name: a, " + ORACLE + "}, {name: b, " + LATE + "}]}");
    policy(
        all,
        "not",
        "type: not, not: {not_sub_policy: {name: sub, type: latency, latency: {threshold_ms: 0}}}");
    policy(all, "drop", "type: drop, drop: {drop_sub_policy: [{name: sub, " + ORACLE + "}]}");
    policy(
        all,
        "composite, of two",
        "type: composite, composite: {max_total_spans_per_second: 100, composite_sub_policy:"
            + " [{name: a, "
            + ORACLE
            + "}, {name: b, "
            + LATE
            + "}]}");
    policy(all, "always_sample, all kept", "type: always_sample");
  }

  private static void processors(List<Addition> all) {
    processor(all, "memory_limiter", "{check_interval: 1s, limit_percentage: 80}");
    processor(all, "attributes: insert", action("key: bench.note, value: added, action: insert"));
    processor(
        all, "attributes: update", action("key: user_agent.original, value: x, action: update"));
    processor(all, "attributes: delete", action("key: db.query.text, action: delete"));
    processor(all, "attributes: hash", action("key: request.id, action: hash"));
    processor(
        all,
        "attributes: on no service",
        "{include: {match_type: strict, services: [nobody]},"
            + " actions: [{key: request.id, action: hash}]}");
    processor(all, "resource", "{attributes: [{key: bench.note, value: added, action: insert}]}");
    processor(
        all,
        "filter: by an attribute",
        "{spans: {exclude: {match_type: strict, attributes: [{key: db.system.name, value:"
            + " oracle}]}}}");
    processor(
        all, "filter: by service", "{spans: {exclude: {match_type: strict, services: [nobody]}}}");
    processor(all, "probabilistic_sampler", "{sampling_percentage: 99.99}");
    all.add(new Addition("span_metrics", Kind.CONNECTOR, "{}"));
  }

  private static String action(String action) {
    return "{actions: [{" + action + "}]}";
  }

  private static void policy(List<Addition> all, String name, String yaml) {
    all.add(new Addition(name, Kind.POLICY, yaml));
  }

  private static void processor(List<Addition> all, String name, String yaml) {
    all.add(new Addition(name, Kind.PROCESSOR, yaml));
  }

  /** The policies of W1. */
  private static final String W1_HEAD =
      """
      receivers: {otlp: {protocols: {grpc: }}}
      exporters: {nop: }
      processors:
        tail_sampling:
          decision_wait: %s
          decision_cache: {sampled_cache_size: 200000, non_sampled_cache_size: 1000000}
          policies:
            - {name: errors, type: status_code, status_code: {status_codes: [ERROR]}}
            - {name: slow, type: latency, latency: {threshold_ms: 500}}
            - {name: vip, type: string_attribute, string_attribute: {key: customer.tier, values: [vip]}}
            - {name: share, type: probabilistic, probabilistic: {sampling_percentage: 2}}
            - {name: some, type: rate_limiting, rate_limiting: {spans_per_second: 100}}
      """;

  private static final String W1_TAIL =
      """
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp], processors: [%stail_sampling], exporters: [nop]}
      """;

  private static final String COUNTED =
      """
          traces/counted: {receivers: [otlp], exporters: [%s]}
          metrics: {receivers: [%s], exporters: [nop]}
      """;
}
