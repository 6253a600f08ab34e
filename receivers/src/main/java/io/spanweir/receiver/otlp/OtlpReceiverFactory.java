package io.spanweir.receiver.otlp;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.ReceiverFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.pipeline.Outputs;
import java.util.EnumSet;
import java.util.Set;

/** Makes {@code otlp} receivers. */
public final class OtlpReceiverFactory implements ReceiverFactory<OtlpReceiverConfig> {
  @Override
  public String type() {
    return "otlp";
  }

  @Override
  public Set<Signal> signals() {
    return EnumSet.allOf(Signal.class);
  }

  @Override
  public Class<OtlpReceiverConfig> configType() {
    return OtlpReceiverConfig.class;
  }

  @Override
  public OtlpReceiverConfig defaultConfig() {
    return OtlpReceiverConfig.DEFAULT;
  }

  @Override
  public Receiver create(Settings settings, OtlpReceiverConfig config, Outputs next) {
    if (config.protocols().none()) {
      throw new InvalidConfigException(
          "protocols", "names no protocol", "grpc, http or both, each with or without a body");
    }
    return new OtlpReceiver(settings, config, next);
  }
}
