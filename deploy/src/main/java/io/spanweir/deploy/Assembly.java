package io.spanweir.deploy;

import io.spanweir.config.ConfiguredComponent;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.ExporterFactory;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.Processor;
import io.spanweir.core.component.ProcessorFactory;
import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.ReceiverFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Pools;
import io.spanweir.core.pipeline.ComponentMaker;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.runtime.Loops;
import io.spanweir.core.telemetry.Telemetry;
import java.util.Map;

/**
 * Makes the components of a configuration for a graph that asks for them by id.
 *
 * @param configured every component of the configuration, by kind and id
 */
record Assembly(
    Map<Kind, Map<ComponentId, ConfiguredComponent>> configured,
    Loops loops,
    Pools pools,
    Telemetry telemetry,
    Limits limits)
    implements ComponentMaker {

  @Override
  public Receiver receiver(ComponentId id, String accountName, SpanConsumer next) {
    ConfiguredComponent c = find(Kind.RECEIVER, id);
    return receiver((ReceiverFactory<?>) c.factory(), c.config(), settings(id, accountName), next);
  }

  private static <C extends Record> Receiver receiver(
      ReceiverFactory<C> factory, Record config, Settings settings, SpanConsumer next) {
    return factory.create(settings, factory.configType().cast(config), next);
  }

  @Override
  public Processor processor(ComponentId id, String accountName, SpanConsumer next) {
    ConfiguredComponent c = find(Kind.PROCESSOR, id);
    return processor(
        (ProcessorFactory<?>) c.factory(), c.config(), settings(id, accountName), next);
  }

  private static <C extends Record> Processor processor(
      ProcessorFactory<C> factory, Record config, Settings settings, SpanConsumer next) {
    return factory.create(settings, factory.configType().cast(config), next);
  }

  @Override
  public Exporter exporter(ComponentId id, String accountName) {
    ConfiguredComponent c = find(Kind.EXPORTER, id);
    return exporter((ExporterFactory<?>) c.factory(), c.config(), settings(id, accountName));
  }

  private static <C extends Record> Exporter exporter(
      ExporterFactory<C> factory, Record config, Settings settings) {
    return factory.create(settings, factory.configType().cast(config));
  }

  private Settings settings(ComponentId id, String accountName) {
    return new Settings(id, accountName, loops, pools, telemetry, limits);
  }

  private ConfiguredComponent find(Kind kind, ComponentId id) {
    ConfiguredComponent found = configured.getOrDefault(kind, Map.of()).get(id);
    if (found == null) {
      throw new IllegalStateException("a pipeline names " + id + ", which the check let pass");
    }
    return found;
  }
}
