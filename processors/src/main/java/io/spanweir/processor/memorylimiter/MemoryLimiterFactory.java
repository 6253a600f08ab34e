package io.spanweir.processor.memorylimiter;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.ProcessorFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.pipeline.SpanConsumer;
import java.util.EnumSet;
import java.util.Set;

/** Makes {@code memory_limiter} processors. */
public final class MemoryLimiterFactory implements ProcessorFactory<MemoryLimiterConfig> {
  @Override
  public String type() {
    return "memory_limiter";
  }

  @Override
  public Set<Signal> signals() {
    return EnumSet.allOf(Signal.class);
  }

  @Override
  public Class<MemoryLimiterConfig> configType() {
    return MemoryLimiterConfig.class;
  }

  @Override
  public MemoryLimiterConfig defaultConfig() {
    return MemoryLimiterConfig.DEFAULT;
  }

  @Override
  public Processor create(Settings settings, MemoryLimiterConfig config, SpanConsumer next) {
    ProcessMemory memory = new ProcessMemory(settings.pools().chunks());
    return new MemoryLimiter(settings, config, memory, next);
  }
}
