package io.spanweir.processor.dependencies;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.links.LinkCounter;
import io.spanweir.core.links.LinkSpan;
import io.spanweir.core.links.ServiceNames;
import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.KeyQuestion;
import io.spanweir.core.otlp.ValueReader;
import io.spanweir.core.otlp.ValueType;
import io.spanweir.core.runtime.Clock;
import io.spanweir.processor.passing.BatchStep;
import java.nio.charset.StandardCharsets;

/**
 * Shows each span to the counter and changes nothing. The other side's name is {@code
 * peer.service}, or what older and newer conventions call it; an error is a status or an attribute
 * {@code error} (docs/zipkin.md). Allocates nothing per span.
 */
final class LinkStep implements BatchStep {
  private static final int STATUS_ERROR = 2;
  private static final int NANOS_PER_MICRO = 1_000;

  /** OTLP's kinds as Zipkin numbers them. */
  private static final int[] KINDS = {
    LinkSpan.NO_KIND,
    LinkSpan.NO_KIND,
    LinkSpan.SERVER,
    LinkSpan.CLIENT,
    LinkSpan.PRODUCER,
    LinkSpan.CONSUMER
  };

  private static final byte[] SERVICE_NAME = utf8("service.name");
  private static final byte[] ERROR = utf8("error");
  private static final byte[] SHARED = utf8("zipkin.shared");
  private static final byte[][] REMOTE = {
    utf8("peer.service"), utf8("service.peer.name"), utf8("server.address"), utf8("db.name")
  };
  private static final KeyQuestion KEYS = keys();

  private final LinkCounter counter;
  private final Clock clock;
  private final LinkSpan span = new LinkSpan();
  private final ServiceNames names = new ServiceNames();
  private final AttributeCursor cursor = new AttributeCursor();
  private int resource;

  LinkStep(LinkCounter counter, Clock clock) {
    this.counter = counter;
    this.clock = clock;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static KeyQuestion keys() {
    KeyQuestion keys = new KeyQuestion(REMOTE);
    keys.add(ERROR);
    keys.add(SHARED);
    return keys;
  }

  @Override
  public long keyLengthsAsked() {
    return KEYS.lengths();
  }

  @Override
  public boolean apply(SpanBatch batch) {
    SpanIndex index = batch.index();
    long nowNanos = clock.nanoTime();
    long nowMicros = clock.epochNanos() / NANOS_PER_MICRO;
    resource = -1;
    for (int row = 0; row < batch.size(); row++) {
      service(batch, row);
      span.traceLow = index.traceIdLow(row);
      span.id = index.spanId(row);
      span.parent = index.parentSpanId(row);
      int kind = index.kind(row);
      span.kind = kind < KINDS.length ? KINDS[kind] : LinkSpan.NO_KIND;
      span.epochMicros = index.startNanos(row) / NANOS_PER_MICRO;
      span.error = index.status(row) == STATUS_ERROR;
      span.shared = false;
      span.remote = "";
      if (KEYS.mayBeIn(index, row)) {
        attributes(batch, row);
      }
      counter.add(span, nowNanos, nowMicros);
    }
    return true;
  }

  private void service(SpanBatch batch, int row) {
    int itsResource = batch.scopeResource(batch.index().scope(row));
    if (itsResource == resource) {
      return;
    }
    resource = itsResource;
    span.service = "";
    cursor.ofResource(batch, itsResource);
    while (cursor.next()) {
      if (cursor.keyEquals(SERVICE_NAME)) {
        span.service = text(cursor.value());
      }
    }
  }

  private void attributes(SpanBatch batch, int row) {
    int rank = REMOTE.length;
    cursor.ofSpan(batch, row);
    while (cursor.next()) {
      if (cursor.keyEquals(ERROR)) {
        span.error = true;
      } else if (cursor.keyEquals(SHARED)) {
        span.shared = cursor.value().type() == ValueType.BOOL && cursor.value().boolValue();
      }
      for (int i = 0; i < rank; i++) {
        if (cursor.keyEquals(REMOTE[i])) {
          rank = i;
          span.remote = text(cursor.value());
        }
      }
    }
  }

  private String text(ValueReader value) {
    return value.type() == ValueType.STRING
        ? names.of(value.bytes(), value.offset(), value.length())
        : "";
  }
}
