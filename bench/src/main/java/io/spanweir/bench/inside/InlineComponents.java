package io.spanweir.bench.inside;

import io.spanweir.config.ConfiguredComponent;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Connector;
import io.spanweir.core.component.ConnectorFactory;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.ExporterFactory;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.Processor;
import io.spanweir.core.component.ProcessorFactory;
import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.RunningExtensions;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Pools;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.pipeline.ComponentMaker;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.runtime.Loops;
import io.spanweir.core.telemetry.Telemetry;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes components by their factories, but for the receiver: what stands behind it is kept. */
final class InlineComponents implements ComponentMaker {
  private final Map<Kind, Map<ComponentId, ConfiguredComponent>> configured;
  private final Loops loops;
  private final Pools pools;
  private final Telemetry telemetry;
  private final Limits limits;
  private final RunningExtensions extensions;
  private @Nullable SpanConsumer entry;

  InlineComponents(
      Map<Kind, Map<ComponentId, ConfiguredComponent>> configured,
      Loops loops,
      Pools pools,
      Telemetry telemetry,
      Limits limits,
      RunningExtensions extensions) {
    this.configured = configured;
    this.loops = loops;
    this.pools = pools;
    this.telemetry = telemetry;
    this.limits = limits;
    this.extensions = extensions;
  }

  /** What stands behind the receiver of traces. */
  SpanConsumer entry() {
    return Objects.requireNonNull(entry, "no pipeline takes traces");
  }

  @Override
  public Receiver receiver(ComponentId id, String accountName, Outputs next) {
    entry = next.of(Signal.TRACES);
    return new NoDoor();
  }

  @Override
  public Processor processor(ComponentId id, Signal signal, String accountName, SpanConsumer next) {
    ConfiguredComponent found = find(Kind.PROCESSOR, id);
    return processor(
        (ProcessorFactory<?>) found.factory(),
        settings(id, signal, accountName),
        found.config(),
        next);
  }

  private static <C extends Record> Processor processor(
      ProcessorFactory<C> factory, Settings settings, Record config, SpanConsumer next) {
    return factory.create(settings, factory.configType().cast(config), next);
  }

  @Override
  public Exporter exporter(ComponentId id, Signal signal, String accountName) {
    ConfiguredComponent found = find(Kind.EXPORTER, id);
    return exporter(
        (ExporterFactory<?>) found.factory(), settings(id, signal, accountName), found.config());
  }

  private static <C extends Record> Exporter exporter(
      ExporterFactory<C> factory, Settings settings, Record config) {
    return factory.create(settings, factory.configType().cast(config));
  }

  @Override
  public Connector connector(ComponentId id, Signal signal, String accountName, Outputs next) {
    ConfiguredComponent found = find(Kind.CONNECTOR, id);
    return connector(
        (ConnectorFactory<?>) found.factory(),
        settings(id, signal, accountName),
        found.config(),
        next);
  }

  private static <C extends Record> Connector connector(
      ConnectorFactory<C> factory, Settings settings, Record config, Outputs next) {
    return factory.create(settings, factory.configType().cast(config), next);
  }

  private Settings settings(ComponentId id, Signal signal, String accountName) {
    return new Settings(
        id, signal, accountName, loops, pools, telemetry, limits, extensions, new HttpListeners());
  }

  private ConfiguredComponent find(Kind kind, ComponentId id) {
    return Objects.requireNonNull(configured.getOrDefault(kind, Map.of()).get(id), id.toString());
  }

  /** Opens nothing and has nothing to hand on. */
  private static final class NoDoor implements Receiver {
    @Override
    public void start() {}

    @Override
    public void shutdown(long deadlineNanos) {}

    @Override
    public boolean isShutDown() {
      return true;
    }
  }
}
