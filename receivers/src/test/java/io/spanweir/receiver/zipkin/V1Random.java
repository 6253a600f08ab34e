package io.spanweir.receiver.zipkin;

import java.util.Random;
import zipkin2.Endpoint;

/** Any v1 spans: mostly such as clients send, some such as none should. */
@SuppressWarnings("deprecation") // The library has no other v1.
final class V1Random {
  private static final String[] CORE = {"cs", "sr", "ss", "cr", "ms", "mr", "ws", "wr"};
  private static final String[] OTHER = {"", "a", "xx", "retry", "Cs", "cache miss", "é"};
  private static final String[] KEYS = {"http.path", "error", "lc", "a", "b", "sa1", "zz"};
  private static final String[] ADDRESSES = {"ca", "sa", "ma"};
  private static final String[] SERVICES = {null, "front", "Back", "db", "ÄRA", "front"};

  private final Random random;

  V1Random(Random random) {
    this.random = random;
  }

  zipkin2.v1.V1Span span() {
    zipkin2.v1.V1Span.Builder span =
        zipkin2.v1.V1Span.newBuilder()
            .traceId(id())
            .traceIdHigh(random.nextBoolean() ? 0 : random.nextLong())
            .id(id())
            .parentId(random.nextBoolean() ? 0 : id())
            .name(random.nextInt(4) == 0 ? null : "Get " + random.nextInt(9))
            .timestamp(random.nextBoolean() ? 0 : time())
            .duration(random.nextBoolean() ? 0 : random.nextInt(5));
    if (random.nextBoolean()) {
      span.debug(random.nextBoolean());
    }
    for (int i = random.nextInt(random.nextInt(10) == 0 ? 40 : 7); i > 0; i--) {
      String[] values = random.nextInt(4) == 0 ? OTHER : CORE;
      span.addAnnotation(time(), any(values), endpoint(8));
    }
    for (int i = random.nextInt(random.nextInt(10) == 0 ? 40 : 6); i > 0; i--) {
      if (random.nextInt(3) == 0) {
        address(span);
      } else {
        span.addBinaryAnnotation(any(KEYS), any(OTHER), endpoint(4));
      }
    }
    return span.build();
  }

  private void address(zipkin2.v1.V1Span.Builder span) {
    Endpoint endpoint = endpoint(Integer.MAX_VALUE);
    if (endpoint == null) {
      return;
    }
    if (random.nextInt(3) == 0) {
      span.addBinaryAnnotation(any(ADDRESSES), "1", endpoint);
    } else {
      span.addBinaryAnnotation(any(ADDRESSES), endpoint);
    }
  }

  private Endpoint endpoint(int noneIn) {
    if (random.nextInt(noneIn) == 0) {
      return null;
    }
    Endpoint.Builder endpoint = Endpoint.newBuilder().serviceName(any(SERVICES));
    if (random.nextBoolean()) {
      endpoint.ip("10.0.0." + random.nextInt(2)).port(random.nextInt(2) * 65_000);
    }
    if (random.nextInt(5) == 0) {
      endpoint.ip("2001:db8::c00" + random.nextInt(2));
    }
    Endpoint built = endpoint.build();
    return Endpoint.newBuilder().build().equals(built) ? null : built;
  }

  /** Few different ones, so that sums and orders meet. */
  private long time() {
    return 1_500_000_000_000_000L + random.nextInt(8);
  }

  private long id() {
    return 1 + random.nextInt(3);
  }

  private String any(String[] of) {
    return of[random.nextInt(of.length)];
  }
}
