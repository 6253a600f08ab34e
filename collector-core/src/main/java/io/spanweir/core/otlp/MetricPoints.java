package io.spanweir.core.otlp;

/**
 * Counts the data points of a metric, in which the OpenTelemetry Collector counts metrics. Static,
 * throws nothing: what can't be read has no points.
 */
final class MetricPoints {
  private static final int DATA_POINTS = 1 << 3 | WireReader.LENGTH_DELIMITED;

  private MetricPoints() {}

  /** Whether a field of a metric with this tag holds data points. */
  static boolean areIn(int tag) {
    return switch (tag) {
      case 5 << 3 | WireReader.LENGTH_DELIMITED, // gauge
          7 << 3 | WireReader.LENGTH_DELIMITED, // sum
          9 << 3 | WireReader.LENGTH_DELIMITED, // histogram
          10 << 3 | WireReader.LENGTH_DELIMITED, // exponential histogram
          11 << 3 | WireReader.LENGTH_DELIMITED -> // summary
          true;
      default -> false;
    };
  }

  /** The points in such a field, whose length begins at {@code at}. */
  static int in(byte[] bytes, int at, int end) {
    long length = WireReader.length(bytes, at, end);
    if (length < 0) {
      return 0;
    }
    int field = WireReader.next(length);
    int to = field + WireReader.value(length);
    int points = 0;
    while (field < to) {
      long tag = WireReader.tag(bytes, field, to);
      int after =
          tag < 0 ? -1 : WireReader.skip(WireReader.value(tag), bytes, WireReader.next(tag), to);
      if (after < 0) {
        return points;
      }
      points += WireReader.value(tag) == DATA_POINTS ? 1 : 0;
      field = after;
    }
    return points;
  }
}
