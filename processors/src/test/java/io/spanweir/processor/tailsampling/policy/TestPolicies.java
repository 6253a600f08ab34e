package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.ByteSize;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    return new PolicyConfig(
        name, new StringAttributePolicy.Config(key, List.of(values), false, 0, false, null));
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

  public static PolicyConfig matching(String name, String key, String... expressions) {
    return new PolicyConfig(
        name, new StringAttributePolicy.Config(key, List.of(expressions), true, 0, false, null));
  }

  public static PolicyConfig matching(
      String name, String key, int cacheSize, String... expressions) {
    return new PolicyConfig(
        name,
        new StringAttributePolicy.Config(key, List.of(expressions), true, cacheSize, false, null));
  }

  public static PolicyConfig withoutMatch(String name, String key, String... expressions) {
    return new PolicyConfig(
        name, new StringAttributePolicy.Config(key, List.of(expressions), true, 2, true, null));
  }

  public static PolicyConfig without(String name, String key, String... values) {
    return new PolicyConfig(
        name, new StringAttributePolicy.Config(key, List.of(values), false, 0, true, null));
  }

  public static PolicyConfig inFile(String name, String key, String file, String... values) {
    return new PolicyConfig(
        name, new StringAttributePolicy.Config(key, List.of(values), false, 0, false, file));
  }

  public static PolicyConfig number(
      String name, String key, @Nullable Long min, @Nullable Long max, boolean invert) {
    return new PolicyConfig(name, new NumericAttributePolicy.Config(key, min, max, invert));
  }

  public static PolicyConfig truth(String name, String key, boolean value, boolean invert) {
    return new PolicyConfig(name, new BooleanAttributePolicy.Config(key, value, invert));
  }

  public static PolicyConfig spanCount(String name, int min, int max) {
    return new PolicyConfig(name, new SpanCountPolicy.Config(min, max));
  }

  public static PolicyConfig traceState(String name, String key, String... values) {
    return new PolicyConfig(name, new TraceStatePolicy.Config(key, List.of(values)));
  }

  public static PolicyConfig traceFlags(String name) {
    return new PolicyConfig(name, new TraceFlagsPolicy.Config());
  }

  public static PolicyConfig errorSignals(String name) {
    return new PolicyConfig(name, new ErrorSignalsPolicy.Config());
  }

  public static PolicyConfig debugFlag(String name) {
    return new PolicyConfig(name, new DebugFlagPolicy.Config());
  }

  public static PolicyConfig latency(String name, long aboveMillis, long upToMillis) {
    return new PolicyConfig(name, new LatencyPolicy.Config(aboveMillis, upToMillis));
  }

  public static PolicyConfig share(String name, String salt, double percent) {
    return new PolicyConfig(name, new ProbabilisticPolicy.Config(salt, percent));
  }

  public static PolicyConfig bytes(String name, long bytesPerSecond, long burst) {
    return new PolicyConfig(
        name, new BytesLimitingPolicy.Config(new ByteSize(bytesPerSecond), new ByteSize(burst)));
  }

  /**
   * @param percents per name of a part
   */
  public static PolicyConfig composite(
      String name,
      long spansPerSecond,
      List<String> order,
      Map<String, Integer> percents,
      PolicyConfig... parts) {
    return new PolicyConfig(
        name,
        new CompositePolicy.Config(
            spansPerSecond,
            order,
            List.of(parts),
            percents.entrySet().stream()
                .map(e -> new CompositePolicy.RateAllocation(e.getKey(), e.getValue()))
                .toList()));
  }
}
