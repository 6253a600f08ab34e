package io.spanweir.receiver.zipkin;

import io.spanweir.testkit.Rng;
import java.util.ArrayList;
import java.util.List;
import zipkin2.Endpoint;
import zipkin2.Span;

/** Spans with everything that Zipkin's can have, and keys that mean something to us. */
final class RandomSpans {
  private static final List<String> TEXTS =
      List.of(
          "",
          "get",
          "GET /a/\u00c4pfel",
          "\u6771\u4eac",
          "a\"b\\c\n\u0001\u2028",
          "\ud83d\ude00",
          "\u0130I\u03a3",
          "\u023a",
          "x".repeat(200),
          "true",
          "503");
  private static final List<String> KEYS =
      List.of(
          "",
          "http.path",
          "error",
          "otel.status_code",
          "otel.status_description",
          "otel.scope.name",
          "otel.library.name",
          "otel.library.version",
          "span.kind",
          "w3c.tracestate",
          "peer.service",
          "network.peer.address",
          "network.peer.port",
          "network.local.address",
          "network.local.port",
          "k\u00e9y\n");
  private static final List<String> IPS =
      List.of(
          "1.2.3.4", "0.0.0.0", "255.255.255.255", "::1", "2001:db8::c001", "fe80::1:0:0:2", "::");
  private static final List<String> SERVICES = List.of("", "Front", "back", "\u00c4", "b");

  private final Rng rng;

  RandomSpans(Rng rng) {
    this.rng = rng;
  }

  List<Span> next(int count) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      spans.add(next());
    }
    return spans;
  }

  private Span next() {
    long high = rng.percent(50) ? rng.id() : 0;
    Span.Builder span =
        Span.newBuilder()
            .traceId(high, rng.id())
            .id(rng.id())
            .parentId(rng.percent(50) ? rng.id() : 0)
            .name(rng.pick(TEXTS))
            .localEndpoint(endpoint())
            .remoteEndpoint(endpoint());
    if (rng.percent(80)) {
      span.kind(Span.Kind.values()[rng.below(4)]);
    }
    if (rng.percent(80)) {
      span.timestamp(rng.between(1, ZipkinSpan.MICROS_MAX / 2));
    }
    if (rng.percent(80)) {
      span.duration(rng.between(1, 1L << rng.below(50)));
    }
    for (int i = rng.below(8); i > 0; i--) {
      span.putTag(rng.pick(KEYS), rng.pick(TEXTS));
    }
    for (int i = rng.below(4); i > 0; i--) {
      span.addAnnotation(rng.between(0, 1L << 50), rng.pick(TEXTS));
    }
    if (rng.percent(20)) {
      span.debug(true);
    }
    if (rng.percent(20)) {
      span.shared(true);
    }
    return span.build();
  }

  private Endpoint endpoint() {
    Endpoint.Builder endpoint = Endpoint.newBuilder().serviceName(rng.pick(SERVICES));
    for (int i = rng.below(3); i > 0; i--) {
      endpoint.parseIp(rng.pick(IPS));
    }
    return endpoint.port(rng.percent(50) ? rng.below(65_536) : 0).build();
  }
}
