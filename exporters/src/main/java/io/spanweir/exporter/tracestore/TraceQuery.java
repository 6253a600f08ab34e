package io.spanweir.exporter.tracestore;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which traces are wanted, as Zipkin's {@code GET /api/v2/traces} asks. Each condition holds if
 * some span of the trace fulfils it, not all conditions the same span; where a service is given,
 * only its spans count. Names are in lower case, as Zipkin keeps them.
 *
 * @param service local service name; null for any
 * @param remoteService remote service name; null for any
 * @param spanName null for any
 * @param annotations tags that must have this value; an empty value: a tag with the key, or an
 *     annotation with that text
 * @param durationMicrosMin at least, some span; 0 for no condition
 * @param durationMicrosMax at most, the same span; 0 for no condition; only with a minimum
 * @param endEpochMillis the trace's timestamp is not later; inclusive. A trace's timestamp is that
 *     of its root, without a root that of its earliest span; without any it is never found
 * @param lookbackMillis and not earlier than this before {@code endEpochMillis}; inclusive
 * @param limit how many traces at most, the newest ones
 */
public record TraceQuery(
    @Nullable String service,
    @Nullable String remoteService,
    @Nullable String spanName,
    Map<String, String> annotations,
    long durationMicrosMin,
    long durationMicrosMax,
    long endEpochMillis,
    long lookbackMillis,
    int limit) {
  public TraceQuery {
    annotations = Map.copyOf(annotations);
    if (durationMicrosMin < 0 || durationMicrosMax < 0 || lookbackMillis < 0 || limit < 1) {
      throw new IllegalArgumentException("a negative number, or a limit below 1");
    }
    if (durationMicrosMax > 0 && durationMicrosMin == 0) {
      throw new IllegalArgumentException("a longest duration without a shortest");
    }
  }
}
