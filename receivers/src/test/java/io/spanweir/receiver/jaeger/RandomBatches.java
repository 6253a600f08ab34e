package io.spanweir.receiver.jaeger;

import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Log;
import io.jaegertracing.thriftjava.Process;
import io.jaegertracing.thriftjava.Span;
import io.jaegertracing.thriftjava.SpanRef;
import io.jaegertracing.thriftjava.SpanRefType;
import io.jaegertracing.thriftjava.Tag;
import io.jaegertracing.thriftjava.TagType;
import io.spanweir.testkit.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Batches that have of everything something, often enough. */
final class RandomBatches {
  private static final List<String> SPAN_KEYS =
      List.of(
          "error",
          "span.kind",
          "w3c.tracestate",
          "otel.status_code",
          "otel.status_description",
          "otel.status_message",
          "http.status_code",
          "http.status_message",
          "otel.scope.name",
          "db.statement",
          "",
          "errör");
  private static final List<String> PROCESS_KEYS =
      List.of("hostname", "host.name", "jaeger.version", "service.name", "ip", "client-uuid");
  private static final List<String> LOG_KEYS = List.of("event", "message", "stack", "error");
  private static final List<String> TEXTS =
      List.of(
          "",
          "true",
          "false",
          "False",
          "timeout",
          "server",
          "client",
          "Server",
          "internal",
          "producer",
          "consumer",
          "OK",
          "Error",
          "ERROR",
          "unset",
          "404",
          "500",
          "200",
          "50x",
          "some text that is longer than a byte can say how long it is: ".repeat(4),
          "ключ");

  private final Rng rng;

  RandomBatches(Rng rng) {
    this.rng = rng;
  }

  Batch batch() {
    Batch batch = new Batch();
    batch.setProcess(new Process(rng.percent(10) ? "" : "shop"));
    if (rng.percent(80)) {
      batch.getProcess().setTags(list(6, () -> tag(PROCESS_KEYS)));
    }
    batch.setSpans(list(12, this::span));
    return batch;
  }

  private Span span() {
    long high = rng.percent(50) ? 0 : rng.id();
    Span span =
        new Span(
            rng.id(),
            high,
            rng.percent(50) ? rng.below(3) : rng.id(),
            rng.percent(50) ? 0 : rng.below(3),
            rng.pick(TEXTS),
            rng.below(4),
            rng.between(0L, 2_000_000_000_000_000L),
            rng.between(0L, 1L << rng.between(0, 40)));
    if (rng.percent(60)) {
      span.setReferences(list(4, () -> reference(span)));
    }
    if (rng.percent(80)) {
      span.setTags(list(20, () -> tag(SPAN_KEYS)));
    }
    if (rng.percent(60)) {
      span.setLogs(list(4, () -> new Log(rng.between(0L, 1L << 50), list(5, () -> tag(LOG_KEYS)))));
    }
    return span;
  }

  private SpanRef reference(Span span) {
    boolean same = rng.percent(70);
    return new SpanRef(
        rng.pick(List.of(SpanRefType.values())),
        same ? span.getTraceIdLow() : rng.id(),
        span.getTraceIdHigh(),
        rng.below(4));
  }

  /** Now and then with values of other types, as jaeger-client-node sends them. */
  private Tag tag(List<String> keys) {
    Tag tag = new Tag(rng.pick(keys), rng.pick(List.of(TagType.values())));
    boolean all = rng.percent(20);
    if (all || tag.getVType() == TagType.STRING) {
      tag.setVStr(rng.percent(70) ? rng.pick(TEXTS) : "x".repeat(rng.below(140)));
    }
    if (all || tag.getVType() == TagType.DOUBLE) {
      tag.setVDouble(rng.below(1000) / 8.0);
    }
    if (all || tag.getVType() == TagType.BOOL) {
      tag.setVBool(rng.percent(50));
    }
    if (all || tag.getVType() == TagType.LONG) {
      tag.setVLong(rng.percent(50) ? rng.pick(List.of(0L, 200L, 404L, 503L)) : rng.nextLong());
    }
    if (all || tag.getVType() == TagType.BINARY) {
      tag.setVBinary(new byte[] {1, 2, (byte) rng.below(256)});
    }
    return tag;
  }

  private <T> List<T> list(int most, Supplier<T> item) {
    List<T> list = new ArrayList<>();
    int count = rng.below(most + 1);
    for (int i = 0; i < count; i++) {
      list.add(item.get());
    }
    return list;
  }
}
