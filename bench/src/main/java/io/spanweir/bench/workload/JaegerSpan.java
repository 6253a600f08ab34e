package io.spanweir.bench.workload;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A span in Jaeger's compact Thrift of 776 to 801 bytes. Numbers have a fixed width: varints that
 * are longer than they need be, which every reader takes, since each ends where its last byte says.
 */
final class JaegerSpan implements SpanSlots {
  private static final int SPAN_BYTES_MIN = 776;
  private static final int SPAN_BYTES_RANGE = 26;
  private static final int ID_WIDTH = 10;
  private static final int TIME_WIDTH = 9;
  private static final int DURATION_WIDTH = 4;
  private static final int STRING = 0;
  private static final int BOOL = 2;

  /** Of a tag of text without its letters: three heads, two lengths, its type and its end. */
  private static final int TAG_BYTES = 7;

  private final byte[] bytes;
  private final int traceLow;
  private final int traceHigh;
  private final int id;
  private final int parent;
  private final int start;
  private final int duration;
  private final int error;
  private final int tier;
  private final String tierText;

  JaegerSpan(RandomGenerator random) {
    SpanTags tags = new SpanTags(random);
    CompactWriter span = new CompactWriter();
    traceLow = span.gap(1, ID_WIDTH);
    traceHigh = span.gap(1, ID_WIDTH);
    id = span.gap(1, ID_WIDTH);
    parent = span.gap(1, ID_WIDTH);
    span.text(1, tags.name());
    span.i32(2, 1);
    start = span.gap(1, TIME_WIDTH);
    duration = span.gap(1, DURATION_WIDTH);
    int errorBytes = SpanTags.ERROR_KEY.length() + 6;
    int target = SPAN_BYTES_MIN + random.nextInt(SPAN_BYTES_RANGE);
    int listHeadAndStop = 3;
    Map<String, String> fitting =
        tags.fitting(target - span.length() - listHeadAndStop - errorBytes, TAG_BYTES);
    span.list(1, CompactWriter.STRUCT, fitting.size() + 1);
    span.text(1, SpanTags.ERROR_KEY);
    span.i32(1, BOOL);
    error = span.length();
    span.field(CompactWriter.FALSE, 3).stop();
    int tierAt = 0;
    for (Map.Entry<String, String> tag : fitting.entrySet()) {
      span.text(1, tag.getKey());
      span.i32(1, STRING);
      int value = span.text(1, tag.getValue());
      span.stop();
      tierAt = tag.getKey().equals(SpanTags.TIER_KEY) ? value : tierAt;
    }
    tier = tierAt;
    tierText = fitting.get(SpanTags.TIER_KEY) + "";
    bytes = span.stop().toByteArray();
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public void ids(ByteBuffer image, int at, long high, long low, long span) {
    number(image, at + traceHigh, ID_WIDTH, Long.reverseBytes(high));
    number(image, at + traceLow, ID_WIDTH, Long.reverseBytes(low));
    number(image, at + id, ID_WIDTH, Long.reverseBytes(span));
  }

  @Override
  public void parent(ByteBuffer image, int at, long parentId) {
    number(image, at + parent, ID_WIDTH, Long.reverseBytes(parentId));
  }

  @Override
  public void root(ByteBuffer image, int at) {
    number(image, at + parent, ID_WIDTH, 0);
  }

  @Override
  public void times(ByteBuffer image, int at, long startNanos, long endNanos) {
    long micros = startNanos / 1000;
    number(image, at + start, TIME_WIDTH, micros);
    number(image, at + duration, DURATION_WIDTH, endNanos / 1000 - micros);
  }

  @Override
  public void error(ByteBuffer image, int at) {
    image.put(at + error, (byte) ((3 << 4) | CompactWriter.TRUE));
  }

  @Override
  public void vip(ByteBuffer image, int at) {
    Letters.text(image, at + tier, SpanTags.VIP);
  }

  @Override
  public void plain(ByteBuffer image, int at) {
    image.put(at + error, (byte) ((3 << 4) | CompactWriter.FALSE));
    Letters.text(image, at + tier, tierText);
  }

  /** Writes a number as the protocol does, sign last, and then as many empty groups as are left. */
  private static void number(ByteBuffer image, int at, int width, long value) {
    long rest = (value << 1) ^ (value >> 63);
    for (int i = 0; i < width - 1; i++) {
      image.put(at + i, (byte) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    image.put(at + width - 1, (byte) rest);
  }
}
