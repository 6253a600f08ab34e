package io.spanweir.testkit;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A span as a test thinks of it, before it is bytes. Its resource follows from the service, its
 * scope from the scope's name.
 *
 * @param attributes values are String, Long, Boolean or Double
 * @param rest what few tests care for
 * @param flaw what is wrong with it
 */
public record TestSpan(
    long traceIdHigh,
    long traceIdLow,
    long spanId,
    long parentSpanId,
    String service,
    String scope,
    String name,
    long startNanos,
    long endNanos,
    int status,
    int kind,
    Map<String, Object> attributes,
    Rest rest,
    Flaw flaw) {
  public static final int STATUS_UNSET = 0;
  public static final int STATUS_OK = 1;
  public static final int STATUS_ERROR = 2;

  /**
   * What few tests care for.
   *
   * @param traceState the W3C trace state; empty for none
   * @param flags as OTLP has them
   * @param events names of its events
   */
  public record Rest(String traceState, int flags, List<String> events) {
    /** Sampled, of a parent in the same process, without state or events. */
    public static final Rest USUAL = new Rest("", 0x101, List.of());
  }

  /** What may be wrong with a span: with all but the first it is rejected, its siblings are not. */
  public enum Flaw {
    NONE,
    TRACE_ID_EMPTY,
    TRACE_ID_ZERO,
    TRACE_ID_SHORT,
    TRACE_ID_LONG,
    SPAN_ID_EMPTY,
    SPAN_ID_ZERO,
    SPAN_ID_SHORT,
    SPAN_ID_LONG
  }

  public TestSpan {
    attributes = new TreeMap<>(attributes);
  }

  /** A plain span of 2 ms, without a parent, attributes or flaws. */
  public static TestSpan of(long traceIdHigh, long traceIdLow, long spanId) {
    long start = 1_767_225_600_000_000_000L;
    return new TestSpan(
        traceIdHigh,
        traceIdLow,
        spanId,
        0,
        "shop",
        "test",
        "op",
        start,
        start + 2_000_000,
        STATUS_UNSET,
        2,
        Map.of(),
        Rest.USUAL,
        Flaw.NONE);
  }

  public boolean valid() {
    return flaw == Flaw.NONE;
  }

  /** The id as text, for messages. */
  public String key() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(traceIdHigh)
        + hex.toHexDigits(traceIdLow)
        + "/"
        + hex.toHexDigits(spanId);
  }

  public TestSpan withFlaw(Flaw other) {
    return new TestSpan(
        traceIdHigh,
        traceIdLow,
        spanId,
        parentSpanId,
        service,
        scope,
        name,
        startNanos,
        endNanos,
        status,
        kind,
        attributes,
        rest,
        other);
  }

  public TestSpan withParent(long parent) {
    return new TestSpan(
        traceIdHigh,
        traceIdLow,
        spanId,
        parent,
        service,
        scope,
        name,
        startNanos,
        endNanos,
        status,
        kind,
        attributes,
        rest,
        flaw);
  }

  public TestSpan withTimes(long start, long end) {
    return new TestSpan(
        traceIdHigh,
        traceIdLow,
        spanId,
        parentSpanId,
        service,
        scope,
        name,
        start,
        end,
        status,
        kind,
        attributes,
        rest,
        flaw);
  }

  public TestSpan withStatus(int code) {
    return new TestSpan(
        traceIdHigh,
        traceIdLow,
        spanId,
        parentSpanId,
        service,
        scope,
        name,
        startNanos,
        endNanos,
        code,
        kind,
        attributes,
        rest,
        flaw);
  }

  public TestSpan withService(String serviceName, String scopeName) {
    return new TestSpan(
        traceIdHigh,
        traceIdLow,
        spanId,
        parentSpanId,
        serviceName,
        scopeName,
        name,
        startNanos,
        endNanos,
        status,
        kind,
        attributes,
        rest,
        flaw);
  }

  public TestSpan withAttributes(Map<String, Object> values) {
    return new TestSpan(
        traceIdHigh,
        traceIdLow,
        spanId,
        parentSpanId,
        service,
        scope,
        name,
        startNanos,
        endNanos,
        status,
        kind,
        values,
        rest,
        flaw);
  }

  public TestSpan withRest(String traceState, int flags, String... events) {
    return new TestSpan(
        traceIdHigh,
        traceIdLow,
        spanId,
        parentSpanId,
        service,
        scope,
        name,
        startNanos,
        endNanos,
        status,
        kind,
        attributes,
        new Rest(traceState, flags, List.of(events)),
        flaw);
  }
}
