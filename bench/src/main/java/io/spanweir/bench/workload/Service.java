package io.spanweir.bench.workload;

import java.util.SplittableRandom;

/**
 * Who sends spans in encodings that have no resource.
 *
 * @param name of the service
 * @param ipv4 four bytes of its address, most significant first
 * @param port that it listens on
 */
record Service(String name, int ipv4, int port) {
  /** Makes the service of a number: the same seed and number give the same. */
  static Service of(long seed, int ordinal) {
    SpanTexts texts = new SpanTexts(new SplittableRandom(seed * 17 + ordinal));
    int address = 10 << 24 | texts.below(8) << 16 | texts.below(1 << 16);
    return new Service(texts.noun() + "-service-" + ordinal, address, 8000 + texts.below(100));
  }

  /** Returns the service that sends a span of a request: its spans are shared out evenly. */
  static Service of(Shape shape, int request, int span) {
    int groups = Math.min(shape.resourcesPerRequest(), shape.batch());
    int first = request % shape.templates() * shape.resourcesPerRequest();
    return of(shape.seed(), (first + span * groups / shape.batch()) % shape.resources());
  }

  /** Returns the address as people write it. */
  String address() {
    return (ipv4 >>> 24)
        + "."
        + (ipv4 >>> 16 & 255)
        + "."
        + (ipv4 >>> 8 & 255)
        + "."
        + (ipv4 & 255);
  }
}
