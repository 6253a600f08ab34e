package io.spanweir.bench.workload;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * One encoded span with gaps for what differs from trace to trace. All offsets count from its first
 * byte.
 *
 * <p>Fields stand in the order of their numbers, as encoders write them: trace id, span id, parent,
 * name, kind, start, end, attributes, status.
 */
final class SpanTemplate implements SpanSlots {
  /** Where the sixteen bytes of the trace id begin. */
  private static final int TRACE_ID = 2;

  /** Where the eight bytes of the span id begin. */
  private static final int SPAN_ID = 20;

  /**
   * Where the ten bytes begin that hold the parent or, in a root, three fields that say nothing.
   */
  private static final int PARENT = 28;

  private static final short CHILD_PARENT_TAG = 0x0822;
  private static final short ROOT_FLAGS_TAG = 0x0185;

  /** Flags 1, no dropped attributes, no dropped events: what fills a root's ten bytes. */
  private static final long ROOT_FILLER = 0x0060_0050_0000_0001L;

  private static final byte STATUS_UNSET = 0;
  private static final byte STATUS_ERROR = 2;
  private static final byte[] VIP = {'v', 'i', 'p'};

  /** What a root has in place of a parent: flags 1, no dropped attributes, no dropped events. */
  private static final byte[] ROOT = {(byte) 0x85, 1, 1, 0, 0, 0, 0x50, 0, 0x60, 0};

  private static final int ATTRIBUTE_OVERHEAD = 8;
  private static final int STATUS_BYTES = 4;
  private static final String TIER_KEY = "customer.tier";

  private final byte[] bytes;
  private final int times;
  private final int status;
  private final int tier;

  private SpanTemplate(byte[] bytes, int times, int status, int tier) {
    this.bytes = bytes;
    this.times = times;
    this.status = status;
    this.tier = tier;
  }

  static SpanTemplate make(RandomGenerator random, boolean small) {
    SpanTexts texts = new SpanTexts(random);
    ProtoWriter span = new ProtoWriter();
    span.raw(new byte[] {0x0a, 16}).gap(16);
    span.raw(new byte[] {0x12, 8}).gap(8);
    span.raw(ROOT);
    span.string(5, texts.method() + " /" + texts.noun()).varint(6, 1 + texts.below(5));
    int times = span.fixed64Gap(7);
    span.fixed64Gap(8);
    if (small) {
      attribute(span, "http.request.method", texts.method());
      attribute(span, "http.route", "/" + texts.noun() + "/{id}");
      attribute(span, "http.response.status_code", 200 + texts.below(5));
    } else {
      attributes(span, texts);
    }
    int tier = attribute(span, TIER_KEY, texts.tier());
    int target = small ? 230 + texts.below(100) : 771 + texts.below(26);
    pad(span, texts, target);
    span.raw(new byte[] {0x7a, 2, 0x18});
    int status = span.gap(1);
    return new SpanTemplate(span.toByteArray(), times, status, tier);
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public void ids(ByteBuffer image, int at, long traceHigh, long traceLow, long span) {
    image.putLong(at + TRACE_ID, traceHigh);
    image.putLong(at + TRACE_ID + 8, traceLow);
    image.putLong(at + SPAN_ID, span);
  }

  @Override
  public void parent(ByteBuffer image, int at, long parent) {
    image.putShort(at + PARENT, CHILD_PARENT_TAG).putLong(at + PARENT + 2, parent);
  }

  @Override
  public void root(ByteBuffer image, int at) {
    image.putShort(at + PARENT, ROOT_FLAGS_TAG).putLong(at + PARENT + 2, ROOT_FILLER);
  }

  /** The end stands nine bytes behind the start. */
  @Override
  public void times(ByteBuffer image, int at, long start, long end) {
    image.putLong(at + times, start).putLong(at + times + 9, end);
  }

  @Override
  public void error(ByteBuffer image, int at) {
    image.put(at + status, STATUS_ERROR);
  }

  @Override
  public void vip(ByteBuffer image, int at) {
    image.put(at + tier, VIP);
  }

  @Override
  public void plain(ByteBuffer image, int at) {
    image.put(at + status, STATUS_UNSET);
    image.put(at + tier, bytes, tier, VIP.length);
  }

  private static void attributes(ProtoWriter span, SpanTexts texts) {
    attribute(span, "http.request.method", texts.method());
    attribute(span, "url.path", texts.path());
    attribute(span, "http.response.status_code", 200 + texts.below(5));
    attribute(span, "server.address", texts.noun() + "." + texts.region() + ".svc");
    attribute(span, "server.port", 8000 + texts.below(100));
    attribute(span, "network.peer.address", texts.address());
    attribute(span, "user_agent.original", texts.agent());
    attribute(span, "db.system.name", texts.database());
    attribute(span, "db.query.text", texts.statement());
    attribute(span, "request.id", texts.hex(32));
    attribute(span, "thread.name", "exec-" + texts.below(200));
    attribute(span, "code.function.name", texts.function());
  }

  private static void pad(ProtoWriter span, SpanTexts texts, int target) {
    String key = "app.note";
    int letters = target - span.length() - key.length() - ATTRIBUTE_OVERHEAD - STATUS_BYTES;
    attribute(span, key, texts.prose(Math.max(letters, 1)));
  }

  private static void attribute(ProtoWriter span, String key, long value) {
    ProtoWriter any = new ProtoWriter().varint(3, value);
    span.message(9, new ProtoWriter().string(1, key).message(2, any));
  }

  /** Appends a text and returns where its first letter stands. */
  private static int attribute(ProtoWriter span, String key, String value) {
    ProtoWriter any = new ProtoWriter().string(1, value);
    span.message(9, new ProtoWriter().string(1, key).message(2, any));
    return span.length() - value.length();
  }
}
