package io.spanweir.bench.workload;

import java.nio.ByteBuffer;

/**
 * A span in OTLP/JSON, with the offsets from its first byte of what is patched. A root has no
 * parent: the key is misspelt then, and what nobody knows is ignored.
 *
 * @param traceId first of 32 letters
 * @param spanId first of 16 letters
 * @param parentKey the last letter of the key {@code parentSpanId}
 * @param parent first of 16 letters
 * @param start first of 19 digits
 * @param end first of 19 digits
 * @param status the digit of the code
 * @param tier first of three letters
 * @param tierText what they are
 */
record JsonSpan(
    int traceId,
    int spanId,
    int parentKey,
    int parent,
    int start,
    int end,
    int status,
    int tier,
    String tierText)
    implements SpanSlots {
  private static final int TIME_DIGITS = 19;

  @Override
  public void ids(ByteBuffer image, int at, long traceHigh, long traceLow, long span) {
    Letters.hex(image, at + traceId, traceHigh);
    Letters.hex(image, at + traceId + 16, traceLow);
    Letters.hex(image, at + spanId, span);
  }

  @Override
  public void parent(ByteBuffer image, int at, long id) {
    image.put(at + parentKey, (byte) 'd');
    Letters.hex(image, at + parent, id);
  }

  @Override
  public void root(ByteBuffer image, int at) {
    image.put(at + parentKey, (byte) 'x');
  }

  @Override
  public void times(ByteBuffer image, int at, long startNanos, long endNanos) {
    Letters.decimal(image, at + start, TIME_DIGITS, '0', startNanos);
    Letters.decimal(image, at + end, TIME_DIGITS, '0', endNanos);
  }

  @Override
  public void error(ByteBuffer image, int at) {
    image.put(at + status, (byte) '2');
  }

  @Override
  public void vip(ByteBuffer image, int at) {
    Letters.text(image, at + tier, "vip");
  }

  @Override
  public void plain(ByteBuffer image, int at) {
    image.put(at + status, (byte) '0');
    Letters.text(image, at + tier, tierText);
  }
}
