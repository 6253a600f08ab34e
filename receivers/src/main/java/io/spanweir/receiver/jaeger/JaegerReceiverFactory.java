package io.spanweir.receiver.jaeger;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.ReceiverFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.Outputs;

/** Makes {@code jaeger} receivers. */
public final class JaegerReceiverFactory implements ReceiverFactory<JaegerReceiverConfig> {
  @Override
  public String type() {
    return "jaeger";
  }

  @Override
  public Class<JaegerReceiverConfig> configType() {
    return JaegerReceiverConfig.class;
  }

  @Override
  public JaegerReceiverConfig defaultConfig() {
    return JaegerReceiverConfig.DEFAULT;
  }

  @Override
  public Receiver create(Settings settings, JaegerReceiverConfig config, Outputs next) {
    if (config.protocols().none()) {
      throw new InvalidConfigException(
          "protocols",
          "names no protocol that takes spans",
          "grpc, thrift_http, thrift_compact, thrift_binary, each with or without a body");
    }
    return new JaegerReceiver(settings, config, next);
  }
}
