package io.spanweir.deploy;

import io.spanweir.connector.Connectors;
import io.spanweir.core.component.ComponentFactory;
import io.spanweir.exporter.Exporters;
import io.spanweir.extension.Extensions;
import io.spanweir.processor.Processors;
import io.spanweir.receiver.Receivers;
import java.util.List;
import java.util.stream.Stream;

/** What is in this program: the lists of the rooms, put together. */
final class Distribution {
  private Distribution() {}

  static List<ComponentFactory<?>> factories() {
    return Stream.<List<? extends ComponentFactory<?>>>of(
            Receivers.all(), Processors.all(), Exporters.all(), Connectors.all(), Extensions.all())
        .<ComponentFactory<?>>flatMap(List::stream)
        .toList();
  }
}
