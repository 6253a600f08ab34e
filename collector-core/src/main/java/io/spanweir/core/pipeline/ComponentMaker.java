package io.spanweir.core.pipeline;

import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Connector;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Receiver;
import io.spanweir.core.data.Signal;

/**
 * Makes the components that a graph asks for by id; knows the factories and the configurations. The
 * string given is the component's name in the ledger and in metrics.
 */
public interface ComponentMaker {
  Receiver receiver(ComponentId id, String accountName, Outputs next);

  Processor processor(ComponentId id, Signal signal, String accountName, SpanConsumer next);

  Exporter exporter(ComponentId id, Signal signal, String accountName);

  /**
   * @param signal what it consumes
   */
  Connector connector(ComponentId id, Signal signal, String accountName, Outputs next);
}
