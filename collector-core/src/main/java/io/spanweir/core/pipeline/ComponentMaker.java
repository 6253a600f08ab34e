package io.spanweir.core.pipeline;

import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Receiver;

/**
 * Makes the components that a graph asks for by id; knows the factories and the configurations. The
 * string given is the component's name in the ledger and in metrics.
 */
public interface ComponentMaker {
  Receiver receiver(ComponentId id, String accountName, SpanConsumer next);

  Processor processor(ComponentId id, String accountName, SpanConsumer next);

  Exporter exporter(ComponentId id, String accountName);
}
