package io.spanweir.receiver;

import io.spanweir.core.component.ReceiverFactory;
import io.spanweir.receiver.jaeger.JaegerReceiverFactory;
import io.spanweir.receiver.otlp.OtlpReceiverFactory;
import io.spanweir.receiver.zipkin.ZipkinReceiverFactory;
import java.util.List;

/** Every receiver of this module: a new one is one line here. */
public final class Receivers {
  private Receivers() {}

  /** The factories, in the order in which the reference page shows them. */
  public static List<ReceiverFactory<?>> all() {
    return List.of(
        new OtlpReceiverFactory(), new ZipkinReceiverFactory(), new JaegerReceiverFactory());
  }
}
