package io.spanweir.processor.memorylimiter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.runtime.DutyCycle;
import io.spanweir.core.runtime.Loop;
import io.spanweir.processor.passing.BatchStep;
import io.spanweir.processor.passing.PassingProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the memory each interval, and refuses reservations from then on until it finds less than
 * the soft limit held. Asks for a collection when so much is used that a limit would be passed if
 * all of it were held; one that didn't help makes the next wait twice as long.
 */
final class MemoryLimiter implements Processor, DutyCycle {
  private static final long NEVER = Long.MAX_VALUE;

  private final Settings settings;
  private final MemoryLimiterConfig config;
  private final Memory memory;
  private final PassingProcessor passing;
  private final long softBytes;
  private final long hardBytes;
  private final Counter accepted;
  private final Counter refused;
  private volatile boolean refusing;
  private volatile Loop.@Nullable Duty duty;
  private long nextCheckNanos;
  private boolean checked;
  private boolean collected;
  private long lastGcNanos;
  private long gcWaitNanos;

  MemoryLimiter(Settings settings, MemoryLimiterConfig config, Memory memory, SpanConsumer next) {
    this.settings = settings;
    this.config = config;
    this.memory = memory;
    BatchStep asItCame = batch -> true;
    passing = new PassingProcessor(settings, next, () -> asItCame);
    softBytes = config.softBytes(settings.limits());
    hardBytes = config.hardBytes(settings.limits());
    String things = settings.signal().items();
    accepted = counter("accepted." + things, "Taken in");
    refused = counter("refused." + things, "Refused for lack of memory");
  }

  private Counter counter(String name, String description) {
    MeterRegistry meters = settings.telemetry().meters();
    return Counter.builder("otelcol.processor.memory.limiter." + name)
        .tag("processor", settings.id().toString())
        .description(description)
        .register(meters);
  }

  @Override
  public void start() {
    duty = settings.loops().sideLoop().add(this);
    passing.start();
  }

  @Override
  public void shutdown(long deadlineNanos) {
    passing.shutdown(deadlineNanos);
    Loop.Duty running = duty;
    if (running != null) {
      running.close();
    }
  }

  @Override
  public boolean isShutDown() {
    return passing.isShutDown();
  }

  @Override
  public int doWork(long nowNanos) {
    if (checked && nowNanos - nextCheckNanos < 0) {
      return 0;
    }
    checked = true;
    nextCheckNanos = nowNanos + config.checkInterval().toNanos();
    long used = memory.usedBytes();
    if (used > softBytes) {
      collect(nowNanos, used > hardBytes);
    }
    refusing = memory.heldBytes() > softBytes;
    return 0;
  }

  private void collect(long nowNanos, boolean hard) {
    long min =
        (hard ? config.minGcIntervalWhenHardLimited() : config.minGcIntervalWhenSoftLimited())
            .toNanos();
    long max =
        (hard ? config.maxGcIntervalWhenHardLimited() : config.maxGcIntervalWhenSoftLimited())
            .toNanos();
    long wait = Math.max(min, Math.min(gcWaitNanos, max));
    boolean wanted = hard || memory.heldBytes() > softBytes;
    if (!wanted || (collected && nowNanos - lastGcNanos < wait)) {
      return;
    }
    memory.collect();
    collected = true;
    lastGcNanos = nowNanos;
    boolean helped = memory.usedBytes() <= softBytes;
    gcWaitNanos = helped ? 0 : Math.max(config.checkInterval().toNanos(), gcWaitNanos * 2);
  }

  @Override
  public long deadlineNanos() {
    return checked ? nextCheckNanos : NEVER;
  }

  @Override
  public String roleName() {
    return settings.accountName();
  }

  @Override
  public boolean reserve(int spans, long bytes) {
    if (refusing) {
      refused.increment(spans);
      return false;
    }
    return passing.reserve(spans, bytes);
  }

  @Override
  public void cancel(int spans, long bytes) {
    passing.cancel(spans, bytes);
  }

  @Override
  public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
    accepted.increment(batch.items());
    passing.commit(batch, spans, bytes, receipt);
  }

  @Override
  public long keyLengthsAsked() {
    return passing.keyLengthsAsked();
  }

  @Override
  public long retryAfterNanos() {
    return Math.max(config.checkInterval().toNanos(), passing.retryAfterNanos());
  }
}
