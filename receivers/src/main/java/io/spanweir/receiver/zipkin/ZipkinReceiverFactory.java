package io.spanweir.receiver.zipkin;

import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.ReceiverFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.Outputs;

/** Makes {@code zipkin} receivers. */
public final class ZipkinReceiverFactory implements ReceiverFactory<ZipkinReceiverConfig> {
  @Override
  public String type() {
    return "zipkin";
  }

  @Override
  public Class<ZipkinReceiverConfig> configType() {
    return ZipkinReceiverConfig.class;
  }

  @Override
  public ZipkinReceiverConfig defaultConfig() {
    return ZipkinReceiverConfig.DEFAULT;
  }

  @Override
  public Receiver create(Settings settings, ZipkinReceiverConfig config, Outputs next) {
    return new ZipkinReceiver(settings, config, next);
  }
}
