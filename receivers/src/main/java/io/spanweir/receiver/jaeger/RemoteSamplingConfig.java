package io.spanweir.receiver.jaeger;

import io.spanweir.core.component.AnyScalar;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.OtherKeys;
import io.spanweir.core.net.TlsClientConfig;
import java.util.Map;

/** {@code remote_sampling}, which the Collector reads and does nothing with since 0.61. */
@Description("Accepted for compatibility")
public record RemoteSamplingConfig(
    @Description("Changes nothing") TlsClientConfig tls,
    @OtherKeys @Description("Changes nothing") Map<String, AnyScalar> others) {
  /** What holds where the block says nothing. */
  public static RemoteSamplingConfig defaults() {
    return new RemoteSamplingConfig(TlsClientConfig.DEFAULT, Map.of());
  }
}
