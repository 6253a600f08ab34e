package io.spanweir.receiver.jaeger;

import io.spanweir.core.component.Description;
import io.spanweir.core.door.Endpoint;

/** {@code protocols.sampling_http}: a key of ours; with the Collector it is an extension. */
@Description("Answers clients that ask their agent how much to sample: all, GET /sampling")
public record SamplingConfig(
    @Description("Where to listen, host:port; no host means every interface, port 0 a free one")
        String endpoint) {
  static final int PORT = 5778;

  public SamplingConfig {
    Endpoint.parse(endpoint, PORT);
  }

  /** What holds where the file says nothing. */
  public static SamplingConfig defaults() {
    return new SamplingConfig("localhost:" + PORT);
  }

  Endpoint listen() {
    return Endpoint.parse(endpoint, PORT);
  }
}
