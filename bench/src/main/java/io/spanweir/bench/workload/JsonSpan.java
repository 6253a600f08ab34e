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
    hex(image, at + traceId, traceHigh);
    hex(image, at + traceId + 16, traceLow);
    hex(image, at + spanId, span);
  }

  @Override
  public void parent(ByteBuffer image, int at, long id) {
    image.put(at + parentKey, (byte) 'd');
    hex(image, at + parent, id);
  }

  @Override
  public void root(ByteBuffer image, int at) {
    image.put(at + parentKey, (byte) 'x');
  }

  @Override
  public void times(ByteBuffer image, int at, long startNanos, long endNanos) {
    decimal(image, at + start, startNanos);
    decimal(image, at + end, endNanos);
  }

  @Override
  public void error(ByteBuffer image, int at) {
    image.put(at + status, (byte) '2');
  }

  @Override
  public void vip(ByteBuffer image, int at) {
    text(image, at + tier, "vip");
  }

  @Override
  public void plain(ByteBuffer image, int at) {
    image.put(at + status, (byte) '0');
    text(image, at + tier, tierText);
  }

  private static void text(ByteBuffer image, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      image.put(at + i, (byte) text.charAt(i));
    }
  }

  private static void hex(ByteBuffer image, int at, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      int b = (int) (value >>> (8 * i)) & 0xff;
      image.put(at + 2 * i, digit(b >> 4));
      image.put(at + 2 * i + 1, digit(b & 15));
    }
  }

  private static byte digit(int value) {
    return (byte) (value < 10 ? '0' + value : 'a' + value - 10);
  }

  private static void decimal(ByteBuffer image, int at, long value) {
    long rest = value;
    for (int i = TIME_DIGITS - 1; i >= 0; i--) {
      image.put(at + i, (byte) ('0' + rest % 10));
      rest /= 10;
    }
  }
}
