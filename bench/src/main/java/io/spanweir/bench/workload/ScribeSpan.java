package io.spanweir.bench.workload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/**
 * A span in Thrift inside Base64: what changes is changed in a copy of the plain bytes, and the
 * groups of three around it are written again.
 */
final class ScribeSpan implements SpanSlots {
  private static final int PLAIN = 3;
  private static final int CODED = 4;

  private final ThriftSpan span;
  private final byte[] plain;
  private final ByteBuffer view;

  ScribeSpan(ThriftSpan span) {
    this.span = span;
    plain = span.bytes().clone();
    view = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the letters of the span as it was made. */
  byte[] letters() {
    return Base64.getEncoder().encode(plain);
  }

  @Override
  public void ids(ByteBuffer image, int at, long traceHigh, long traceLow, long id) {
    span.ids(view, 0, traceHigh, traceLow, id);
  }

  @Override
  public void parent(ByteBuffer image, int at, long parent) {
    span.parent(view, 0, parent);
  }

  @Override
  public void root(ByteBuffer image, int at) {
    span.root(view, 0);
  }

  /** Comes after ids and parent, and writes them too. */
  @Override
  public void times(ByteBuffer image, int at, long start, long end) {
    span.times(view, 0, start, end);
    write(image, at, 0, span.headEnd());
  }

  @Override
  public void error(ByteBuffer image, int at) {
    span.error(view, 0);
    write(image, at, span.errorKey(), span.errorKey() + SpanTags.ERROR_KEY.length());
  }

  @Override
  public void vip(ByteBuffer image, int at) {
    span.vip(view, 0);
    write(image, at, span.tier(), span.tier() + SpanTags.VIP.length());
  }

  @Override
  public void plain(ByteBuffer image, int at) {
    span.plain(view, 0);
    write(image, at, span.errorKey(), span.errorKey() + SpanTags.ERROR_KEY.length());
    write(image, at, span.tier(), span.tier() + SpanTags.VIP.length());
  }

  private void write(ByteBuffer image, int at, int from, int to) {
    int first = from / PLAIN;
    int last = Math.min((to + PLAIN - 1) / PLAIN, plain.length / PLAIN);
    ByteBuffer groups = ByteBuffer.wrap(plain, first * PLAIN, (last - first) * PLAIN);
    byte[] coded = Base64.getEncoder().encode(groups).array();
    image.put(at + first * CODED, coded);
  }
}
