package io.spanweir.processor.tailsampling.policy;

import java.util.List;
import java.util.stream.Stream;

/** Policies as configurations, for tests of other packages. */
public final class TestPolicies {
  private TestPolicies() {}

  public static PolicyConfig always(String name) {
    return new PolicyConfig(name, new AlwaysSamplePolicy.Config());
  }

  public static PolicyConfig status(String name, String... codes) {
    List<StatusCodePolicy.Code> list =
        Stream.of(codes).map(StatusCodePolicy.Code::valueOf).toList();
    return new PolicyConfig(name, new StatusCodePolicy.Config(list));
  }

  public static PolicyConfig latency(String name, long aboveMillis) {
    return new PolicyConfig(name, new LatencyPolicy.Config(aboveMillis, 0));
  }

  public static PolicyConfig share(String name, double percent) {
    return new PolicyConfig(name, new ProbabilisticPolicy.Config("default-hash-seed", percent));
  }

  public static PolicyConfig attribute(String name, String key, String... values) {
    return new PolicyConfig(name, new StringAttributePolicy.Config(key, List.of(values)));
  }

  public static PolicyConfig rate(String name, long spansPerSecond, long burst) {
    return new PolicyConfig(name, new RateLimitingPolicy.Config(spansPerSecond, burst));
  }

  public static PolicyConfig and(String name, PolicyConfig... parts) {
    return new PolicyConfig(name, new AndPolicy.Config(List.of(parts)));
  }

  public static PolicyConfig not(String name, PolicyConfig part) {
    return new PolicyConfig(name, new NotPolicy.Config(part));
  }

  public static PolicyConfig drop(String name, PolicyConfig... parts) {
    return new PolicyConfig(name, new DropPolicy.Config(List.of(parts)));
  }
}
