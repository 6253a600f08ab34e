package io.spanweir.processor.memorylimiter;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Limits;
import java.time.Duration;

/** {@code memory_limiter} processor; keys and defaults of the OpenTelemetry Collector. */
@Description("Refuses, with a hint to try again, while the process has too little memory")
@Differs(
    value = {
      "limit_mib: counts what is held (chunks, segments, live objects), not garbage",
      "limit_percentage: is of the memory that the launcher gave the process, heap and buffers"
          + " together"
    })
public record MemoryLimiterConfig(
    @Description("How often memory is looked at") Duration checkInterval,
    @Description("The hard limit in MiB; 0 to go by limit_percentage") int limitMib,
    @Description("How far below the hard limit refusing begins; 0 for a fifth of it")
        int spikeLimitMib,
    @Description("The hard limit in per cent of the process's memory, where limit_mib is 0")
        int limitPercentage,
    @Description("How far below, in per cent of the process's memory; 0 for a fifth of the limit")
        int spikeLimitPercentage,
    @Description("At least this long between collections while above the soft limit")
        Duration minGcIntervalWhenSoftLimited,
    @Description("At least this long between collections while above the hard limit")
        Duration minGcIntervalWhenHardLimited,
    @Description("Collections that don't help are this rare at most, above the soft limit")
        Duration maxGcIntervalWhenSoftLimited,
    @Description("Collections that don't help are this rare at most, above the hard limit")
        Duration maxGcIntervalWhenHardLimited) {
  static final MemoryLimiterConfig DEFAULT =
      new MemoryLimiterConfig(
          Duration.ofSeconds(1),
          0,
          0,
          80,
          0,
          Duration.ofSeconds(10),
          Duration.ZERO,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30));

  public MemoryLimiterConfig {
    check(
        checkInterval.compareTo(Duration.ofMillis(1)) >= 0,
        "check_interval",
        "is " + checkInterval,
        "a time above 0, such as 1s");
    check(limitMib >= 0, "limit_mib", "is negative", "0 or more");
    check(
        spikeLimitMib >= 0 && (limitMib == 0 || spikeLimitMib < limitMib),
        "spike_limit_mib",
        "is not below limit_mib",
        "less than limit_mib");
    boolean share = limitPercentage >= 0 && limitPercentage <= 100;
    check(share, "limit_percentage", "is " + limitPercentage, "1 to 100");
    check(limitMib > 0 || limitPercentage > 0, "limit_mib", "is missing", "a limit");
    check(
        spikeLimitPercentage >= 0
            && (limitPercentage == 0 || spikeLimitPercentage < limitPercentage),
        "spike_limit_percentage",
        "is not below limit_percentage",
        "less than limit_percentage");
  }

  private static void check(boolean holds, String key, String problem, String expected) {
    if (!holds) {
      throw new InvalidConfigException(key, problem, expected);
    }
  }

  long hardBytes(Limits limits) {
    return limitMib > 0 ? (long) limitMib << 20 : share(limits, limitPercentage);
  }

  long softBytes(Limits limits) {
    long hard = hardBytes(limits);
    long spike = limitMib > 0 ? (long) spikeLimitMib << 20 : share(limits, spikeLimitPercentage);
    return hard - (spike == 0 ? hard / 5 : spike);
  }

  private static long share(Limits limits, int percent) {
    return (limits.directBytesMax() + limits.heapBytesMax()) / 100 * percent;
  }
}
