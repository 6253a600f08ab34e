package io.spanweir.deploy;

import io.spanweir.config.ConfiguredComponent;
import io.spanweir.core.component.ComponentFactory;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Connector;
import io.spanweir.core.component.ConnectorFactory;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.ExporterFactory;
import io.spanweir.core.component.Extension;
import io.spanweir.core.component.ExtensionFactory;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.Processor;
import io.spanweir.core.component.ProcessorFactory;
import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.ReceiverFactory;
import io.spanweir.core.component.RunningExtensions;
import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.core.data.Pools;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.pipeline.ComponentMaker;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.runtime.Loops;
import io.spanweir.core.telemetry.Telemetry;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes the components of a configuration for a graph that asks for them by id.
 *
 * @param configured every component of the configuration, by kind and id
 * @param extensions those that run
 * @param listeners which they share
 */
record Assembly(
    Map<Kind, Map<ComponentId, ConfiguredComponent>> configured,
    Loops loops,
    Pools pools,
    Telemetry telemetry,
    Limits limits,
    RunningExtensions extensions,
    HttpListeners listeners)
    implements ComponentMaker {

  /**
   * The same, for a graph beside these extensions, which it makes. Each of them knows those before
   * it.
   */
  Assembly with(List<ComponentId> ids) {
    Assembly soFar = this;
    for (ComponentId id : ids) {
      Map<ComponentId, Extension> made = new LinkedHashMap<>(soFar.extensions.byId());
      made.put(id, soFar.make(id, (ExtensionFactory<?>) factory(Kind.EXTENSION, id)));
      soFar =
          new Assembly(
              configured, loops, pools, telemetry, limits, new RunningExtensions(made), listeners);
    }
    return soFar;
  }

  private <C extends Record> Extension make(ComponentId id, ExtensionFactory<C> factory) {
    Settings settings = settings(id, Signal.TRACES, "extension:" + id);
    return made(
        Kind.EXTENSION, id, () -> factory.create(settings, config(Kind.EXTENSION, id, factory)));
  }

  @Override
  public Receiver receiver(ComponentId id, String accountName, Outputs next) {
    return receiver(id, (ReceiverFactory<?>) factory(Kind.RECEIVER, id), accountName, next);
  }

  private <C extends Record> Receiver receiver(
      ComponentId id, ReceiverFactory<C> factory, String accountName, Outputs next) {
    Settings settings = settings(id, Signal.TRACES, accountName);
    return made(
        Kind.RECEIVER,
        id,
        () -> factory.create(settings, config(Kind.RECEIVER, id, factory), next));
  }

  @Override
  public Processor processor(ComponentId id, Signal signal, String accountName, SpanConsumer next) {
    Settings settings = settings(id, signal, accountName);
    return processor(id, (ProcessorFactory<?>) factory(Kind.PROCESSOR, id), settings, next);
  }

  private <C extends Record> Processor processor(
      ComponentId id, ProcessorFactory<C> factory, Settings settings, SpanConsumer next) {
    return made(
        Kind.PROCESSOR,
        id,
        () -> factory.create(settings, config(Kind.PROCESSOR, id, factory), next));
  }

  @Override
  public Exporter exporter(ComponentId id, Signal signal, String accountName) {
    Settings settings = settings(id, signal, accountName);
    return exporter(id, (ExporterFactory<?>) factory(Kind.EXPORTER, id), settings);
  }

  private <C extends Record> Exporter exporter(
      ComponentId id, ExporterFactory<C> factory, Settings settings) {
    return made(
        Kind.EXPORTER, id, () -> factory.create(settings, config(Kind.EXPORTER, id, factory)));
  }

  @Override
  public Connector connector(ComponentId id, Signal signal, String accountName, Outputs next) {
    Settings settings = settings(id, signal, accountName);
    return connector(id, (ConnectorFactory<?>) factory(Kind.CONNECTOR, id), settings, next);
  }

  private <C extends Record> Connector connector(
      ComponentId id, ConnectorFactory<C> factory, Settings settings, Outputs next) {
    return made(
        Kind.CONNECTOR,
        id,
        () -> factory.create(settings, config(Kind.CONNECTOR, id, factory), next));
  }

  /**
   * What a factory makes.
   *
   * @throws UncheckedIOException with a {@link StartException} if the configuration can't work
   */
  private static <T> T made(Kind kind, ComponentId id, Supplier<T> factory) {
    try {
      return factory.get();
    } catch (InvalidConfigException e) {
      throw new UncheckedIOException(startException(kind.section() + "::" + id, e));
    }
  }

  /** With those beside it that its exception suppresses. */
  private static StartException startException(String component, InvalidConfigException e) {
    String key = e.key().isEmpty() ? "" : "::" + e.key().replace(".", "::");
    StartException all = new StartException(component + key, e.problem(), e.expected(), e);
    for (Throwable other : e.getSuppressed()) {
      if (other instanceof InvalidConfigException invalid) {
        all.addSuppressed(startException(component, invalid));
      }
    }
    return all;
  }

  private Settings settings(ComponentId id, Signal signal, String accountName) {
    return new Settings(
        id, signal, accountName, loops, pools, telemetry, limits, extensions, listeners);
  }

  private ComponentFactory<?> factory(Kind kind, ComponentId id) {
    return find(kind, id).factory();
  }

  private <C extends Record> C config(Kind kind, ComponentId id, ComponentFactory<C> factory) {
    return factory.configType().cast(find(kind, id).config());
  }

  /** What is configured of a kind. */
  Set<ComponentId> ids(Kind kind) {
    return configured.getOrDefault(kind, Map.of()).keySet();
  }

  private ConfiguredComponent find(Kind kind, ComponentId id) {
    ConfiguredComponent found = configured.getOrDefault(kind, Map.of()).get(id);
    if (found == null) {
      throw new IllegalStateException("a pipeline names " + id + ", which the check let pass");
    }
    return found;
  }
}
