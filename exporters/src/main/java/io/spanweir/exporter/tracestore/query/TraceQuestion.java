package io.spanweir.exporter.tracestore.query;

import io.spanweir.exporter.tracestore.TraceQuery;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code GET /api/v2/traces}. Checks and words are those of {@code QueryRequest.Builder} in
 * Zipkin's library.
 */
final class TraceQuestion {
  private static final int CONDITIONS_MAX = 100;

  private final Parameters asked;

  private TraceQuestion(Parameters asked) {
    this.asked = asked;
  }

  static TraceQuery read(Parameters asked, QueryConfig config, long epochMillis)
      throws BadQueryException {
    return new TraceQuestion(asked).read(config, epochMillis);
  }

  private TraceQuery read(QueryConfig config, long epochMillis) throws BadQueryException {
    long end = asked.number("endTs", epochMillis);
    long lookback = asked.number("lookback", config.lookbackMillis());
    int limit = asked.smallNumber("limit", config.limit());
    boolean least = asked.has("minDuration");
    long min = asked.number("minDuration", 0);
    boolean most = asked.has("maxDuration");
    long max = asked.number("maxDuration", 0);
    positive("endTs", end);
    positive("limit", limit);
    positive("lookback", lookback);
    if (least) {
      positive("minDuration", min);
      if (most && max < min) {
        throw new BadQueryException("maxDuration < minDuration");
      }
    } else if (most) {
      throw new BadQueryException("maxDuration is only valid with minDuration");
    }
    String span = name("spanName");
    return new TraceQuery(
        name("serviceName"),
        name("remoteServiceName"),
        "all".equals(span) ? null : span,
        conditions(asked.text("annotationQuery")),
        min,
        max,
        end,
        lookback,
        limit);
  }

  static void positive(String name, long value) throws BadQueryException {
    if (value <= 0) {
      throw new BadQueryException(name + " <= 0");
    }
  }

  private @Nullable String name(String parameter) {
    String text = asked.text(parameter);
    return text == null || text.isEmpty() ? null : text.toLowerCase(Locale.ROOT);
  }

  /** {@code a and b=c}: a tag of that value, or, without one, a tag or an annotation there is. */
  private static Map<String, String> conditions(@Nullable String text) {
    Map<String, String> conditions = new LinkedHashMap<>();
    if (text != null && !text.isEmpty()) {
      for (String one : text.split(" and ", CONDITIONS_MAX)) {
        int equals = one.indexOf('=');
        if (equals < 0) {
          conditions.putIfAbsent(one, "");
        } else {
          conditions.put(one.substring(0, equals), one.substring(equals + 1));
        }
      }
    }
    conditions.remove("");
    return conditions;
  }
}
