package io.spanweir.exporter.tracestore;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.exporter.zipkin.SearchedSpan;
import io.spanweir.exporter.zipkin.SearchedSpan.Word;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a trace is an answer to a query: the rule itself, span by span, as {@code
 * zipkin2.storage.QueryRequest} has it. One thread.
 */
final class TraceMatch {
  private final TraceQuery query;
  private final byte @Nullable [] service;
  private final byte @Nullable [] remoteService;
  private final byte @Nullable [] spanName;
  private final List<byte[]> keys = new ArrayList<>();
  private final List<byte[]> values = new ArrayList<>();
  private final boolean[] fulfilled;
  private final SearchedSpan span;
  private final Word word = new Word();
  private final Word value = new Word();
  private boolean serviceSeen;
  private boolean remoteSeen;
  private boolean nameSeen;
  private boolean durationSeen;
  private long rootMicros;
  private long earliestMicros;

  TraceMatch(TraceQuery query, SearchedSpan span) {
    this.query = query;
    this.span = span;
    service = utf8(query.service());
    remoteService = utf8(query.remoteService());
    spanName = utf8(query.spanName());
    for (Map.Entry<String, String> e : query.annotations().entrySet()) {
      keys.add(e.getKey().getBytes(StandardCharsets.UTF_8));
      values.add(e.getValue().getBytes(StandardCharsets.UTF_8));
    }
    fulfilled = new boolean[keys.size()];
  }

  private static byte @Nullable [] utf8(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  /** The timestamp of a trace: its first root's, else its earliest span's; 0 without any. */
  long timestampMicros() {
    return rootMicros != 0 ? rootMicros : earliestMicros;
  }

  /** Looks at all rows; then {@link #timestampMicros} is theirs. */
  boolean test(SpanBatch rows) {
    clear();
    span.begin();
    for (int row = 0; row < rows.size(); row++) {
      if (span.read(rows, row)) {
        look();
      }
    }
    long timestamp = timestampMicros();
    long end = query.endEpochMillis() * 1000;
    boolean allFulfilled = true;
    for (boolean one : fulfilled) {
      allFulfilled &= one;
    }
    return timestamp != 0
        && timestamp <= end
        && timestamp >= end - query.lookbackMillis() * 1000
        && serviceSeen
        && remoteSeen
        && nameSeen
        && durationSeen
        && allFulfilled;
  }

  private void clear() {
    serviceSeen = service == null;
    remoteSeen = remoteService == null;
    nameSeen = spanName == null;
    durationSeen = query.durationMicrosMin() == 0;
    rootMicros = 0;
    earliestMicros = 0;
    Arrays.fill(fulfilled, false);
  }

  private void look() {
    long timestamp = span.timestampMicros();
    if (timestamp != 0) {
      if (span.parent() == 0 && rootMicros == 0) {
        rootMicros = timestamp;
      }
      earliestMicros = earliestMicros == 0 ? timestamp : Math.min(earliestMicros, timestamp);
    }
    span.service(word);
    if (service != null && !word.is(service)) {
      return;
    }
    serviceSeen = true;
    span.remoteService(word);
    remoteSeen |= remoteService == null || word.is(remoteService);
    span.name(word);
    nameSeen |= spanName == null || word.is(spanName);
    long duration = span.durationMicros();
    durationSeen |=
        duration >= query.durationMicrosMin()
            && (query.durationMicrosMax() == 0 || duration <= query.durationMicrosMax());
    for (int i = 0; i < fulfilled.length; i++) {
      fulfilled[i] = fulfilled[i] || fulfils(keys.get(i), values.get(i));
    }
  }

  private boolean fulfils(byte[] key, byte[] wanted) {
    for (int i = 0; i < span.tags(); i++) {
      span.tag(i, word, value);
      if (word.is(key) && (wanted.length == 0 || value.is(wanted))) {
        return true;
      }
    }
    for (int i = 0; wanted.length == 0 && i < span.annotations(); i++) {
      span.annotation(i, word);
      if (word.is(key)) {
        return true;
      }
    }
    return false;
  }
}
