package io.spanweir.bench.workload;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A span in Zipkin's v1 Thrift of 1,168 to 1,193 bytes. Ids and times, those of its two core
 * annotations too, stand before {@link #headEnd}. In a root the field of the parent has a number
 * that nobody knows.
 */
final class ThriftSpan implements SpanSlots {
  private static final int SPAN_BYTES_MIN = 1167;
  private static final int SPAN_BYTES_RANGE = 26;
  private static final int TYPE_STRING = 6;
  private static final byte PARENT_FIELD = 5;
  private static final byte UNKNOWN_FIELD = 55;
  private static final String ERROR_VALUE = "card declined";

  /** Of a binary annotation without the letters of key and value, and without its endpoint. */
  private static final int TAG_BYTES = 25;

  private final byte[] bytes;
  private final int traceLow;
  private final int id;
  private final int parent;
  private final int timestamp;
  private final int duration;
  private final int traceHigh;
  private final int begin;
  private final int end;
  private final int headEnd;
  private final int errorKey;
  private final int tier;
  private final String tierText;

  ThriftSpan(RandomGenerator random, Service service) {
    SpanTags tags = new SpanTags(random);
    boolean server = random.nextBoolean();
    byte[] endpoint = endpoint(service);
    ThriftWriter span = new ThriftWriter();
    traceLow = span.i64Gap(1);
    id = span.i64Gap(4);
    parent = span.i64Gap(PARENT_FIELD);
    timestamp = span.i64Gap(10);
    duration = span.i64Gap(11);
    traceHigh = span.i64Gap(12);
    span.list(6, ThriftWriter.STRUCT, 2);
    begin = annotation(span, server ? "sr" : "cs", endpoint);
    end = annotation(span, server ? "ss" : "cr", endpoint);
    headEnd = span.length();
    span.text(3, tags.name());
    int target = SPAN_BYTES_MIN + random.nextInt(SPAN_BYTES_RANGE);
    int overhead = TAG_BYTES + endpoint.length;
    int error = SpanTags.ERROR_KEY.length() + ERROR_VALUE.length() + overhead;
    int listHeadAndStop = 9;
    Map<String, String> fitting =
        tags.fitting(target - span.length() - listHeadAndStop - error, overhead);
    span.list(8, ThriftWriter.STRUCT, fitting.size() + 1);
    errorKey = span.length() + 7;
    tag(span, SpanTags.NO_ERROR_KEY, ERROR_VALUE, endpoint);
    int tierAt = 0;
    for (Map.Entry<String, String> tag : fitting.entrySet()) {
      int value = tag(span, tag.getKey(), tag.getValue(), endpoint);
      tierAt = tag.getKey().equals(SpanTags.TIER_KEY) ? value : tierAt;
    }
    tier = tierAt;
    tierText = fitting.get(SpanTags.TIER_KEY) + "";
    bytes = span.stop().toByteArray();
  }

  byte[] bytes() {
    return bytes;
  }

  /** Returns where the bytes end that {@link #ids}, {@link #parent} and {@link #times} change. */
  int headEnd() {
    return headEnd;
  }

  /** Returns where the five letters are that {@link #error} changes. */
  int errorKey() {
    return errorKey;
  }

  /** Returns where the three letters are that {@link #vip} changes. */
  int tier() {
    return tier;
  }

  @Override
  public void ids(ByteBuffer image, int at, long high, long low, long span) {
    image.putLong(at + traceHigh, high).putLong(at + traceLow, low).putLong(at + id, span);
  }

  @Override
  public void parent(ByteBuffer image, int at, long parentId) {
    image.put(at + parent - 1, PARENT_FIELD).putLong(at + parent, parentId);
  }

  @Override
  public void root(ByteBuffer image, int at) {
    image.put(at + parent - 1, UNKNOWN_FIELD);
  }

  @Override
  public void times(ByteBuffer image, int at, long startNanos, long endNanos) {
    long start = startNanos / 1000;
    long stop = endNanos / 1000;
    number(image, at + timestamp, start);
    number(image, at + duration, stop - start);
    number(image, at + begin, start);
    number(image, at + end, stop);
  }

  @Override
  public void error(ByteBuffer image, int at) {
    Letters.text(image, at + errorKey, SpanTags.ERROR_KEY);
  }

  @Override
  public void vip(ByteBuffer image, int at) {
    Letters.text(image, at + tier, SpanTags.VIP);
  }

  @Override
  public void plain(ByteBuffer image, int at) {
    Letters.text(image, at + errorKey, SpanTags.NO_ERROR_KEY);
    Letters.text(image, at + tier, tierText);
  }

  private static void number(ByteBuffer image, int at, long value) {
    image.putLong(at, Long.reverseBytes(value));
  }

  private static byte[] endpoint(Service service) {
    ThriftWriter endpoint = new ThriftWriter();
    endpoint.field(ThriftWriter.I32, 1).i32(service.ipv4());
    endpoint.field(ThriftWriter.I16, 2).i16(service.port());
    endpoint.text(3, service.name());
    return endpoint.stop().toByteArray();
  }

  /** Returns where its time is. */
  private static int annotation(ThriftWriter span, String value, byte[] endpoint) {
    int time = span.i64Gap(1);
    span.text(2, value);
    span.field(ThriftWriter.STRUCT, 3).raw(endpoint).stop();
    return time;
  }

  /** Returns where its value is. */
  private static int tag(ThriftWriter span, String key, String value, byte[] endpoint) {
    span.text(1, key);
    int at = span.text(2, value);
    span.field(ThriftWriter.I32, 3).i32(TYPE_STRING);
    span.field(ThriftWriter.STRUCT, 4).raw(endpoint).stop();
    return at;
  }
}
