package io.spanweir.bench.workload;

import java.nio.ByteBuffer;

/**
 * A span in Zipkin's JSON v2, with the offsets from its first byte of what is patched. In a root
 * the key of the parent is one that nobody knows.
 *
 * @param traceId first of 32 letters
 * @param id first of 16 letters
 * @param parent first of 16 letters
 * @param timestamp first of 16 digits, microseconds
 * @param duration first of seven digits, microseconds, blanks before those it needs
 * @param errorKey the key of a tag that makes the span an error, or another
 * @param tier first of three letters
 * @param tierText what they are
 */
record ZipkinJsonSpan(
    int traceId,
    int id,
    int parent,
    int timestamp,
    int duration,
    int errorKey,
    int tier,
    String tierText)
    implements SpanSlots {
  static final int TIMESTAMP_DIGITS = 16;
  static final int DURATION_DIGITS = 7;

  /** From the last letter of the key {@code parentId} to the first of the id. */
  private static final int PARENT_KEY_END = 4;

  @Override
  public void ids(ByteBuffer image, int at, long traceHigh, long traceLow, long span) {
    Letters.hex(image, at + traceId, traceHigh);
    Letters.hex(image, at + traceId + 16, traceLow);
    Letters.hex(image, at + id, span);
  }

  @Override
  public void parent(ByteBuffer image, int at, long parentId) {
    image.put(at + parent - PARENT_KEY_END, (byte) 'd');
    Letters.hex(image, at + parent, parentId);
  }

  @Override
  public void root(ByteBuffer image, int at) {
    image.put(at + parent - PARENT_KEY_END, (byte) 'x');
  }

  @Override
  public void times(ByteBuffer image, int at, long startNanos, long endNanos) {
    long micros = startNanos / 1000;
    Letters.decimal(image, at + timestamp, TIMESTAMP_DIGITS, ' ', micros);
    Letters.decimal(image, at + duration, DURATION_DIGITS, ' ', endNanos / 1000 - micros);
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
}
