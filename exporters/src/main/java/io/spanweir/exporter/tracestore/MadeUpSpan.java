package io.spanweir.exporter.tracestore;

import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Writes spans such as instrumented services send: an operation's keys are always the same, some of
 * its values are too. One thread.
 */
final class MadeUpSpan {
  /** No span takes more. */
  static final int BYTES_MAX = 2_048;

  private static final int CLIENT = 3;
  private static final int THREADS = 50;
  private static final int VALUES = 1_000;
  private static final int RARE_KEYS = 16;
  private static final int SAMPLED = 0x101;

  /** One span in so many has each of these. */
  private static final int FAILURES = 50;

  private static final int EVENTS = 10;
  private static final int RARE = 8;

  private static final byte[][] KEYS =
      utf8(
          "http.request.method",
          "url.scheme",
          "http.route",
          "network.protocol.version",
          "user_agent.original",
          "server.address",
          "url.path",
          "enduser.id",
          "request.id");
  private static final byte[][] VALUES_OF_ALL =
      utf8(
          "GET", "https", "/things/{id}", "1.1", "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko");
  private static final byte[] PORT = utf8("server.port")[0];
  private static final byte[] STATUS = utf8("http.response.status_code")[0];
  private static final byte[] THREAD = utf8("thread.id")[0];
  private static final byte[] PEER = utf8("peer.service")[0];
  private static final byte[] SCORE = utf8("cache.hit_ratio")[0];
  private static final byte[] ERROR = utf8("error.type")[0];
  private static final byte[] ERROR_NAME = utf8("timeout")[0];
  private static final byte[] EVENT = utf8("exception")[0];

  private final SplittableRandom random;
  private final byte[] body = new byte[BYTES_MAX];
  private final byte[] inner = new byte[64];
  private int length;

  MadeUpSpan(SplittableRandom random) {
    this.random = random;
  }

  static byte[][] utf8(String... texts) {
    return Arrays.stream(texts)
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toArray(byte[][]::new);
  }

  /**
   * Begins one.
   *
   * @param above the id of the span that it is below, 0 for none
   */
  void ids(long high, long low, long id, long above) {
    int at = OtlpWriter.writeHead(body, 0, OtlpFields.SPAN_TRACE_ID, OtlpFields.TRACE_ID_BYTES);
    at = OtlpWriter.writeId(body, OtlpWriter.writeId(body, at, high), low);
    at = id(at, OtlpFields.SPAN_SPAN_ID, id);
    length = above == 0 ? at : id(at, OtlpFields.SPAN_PARENT_SPAN_ID, above);
  }

  /**
   * Makes up what else the span says that was begun.
   *
   * @param kind OTLP's number
   * @param operation its name, in UTF-8
   * @param remote whom a client calls, in UTF-8
   * @param startNanos since 1970
   */
  void make(int kind, byte[] operation, byte[] remote, long startNanos) {
    boolean failed = isOneIn(FAILURES);
    long micros = 1L << random.nextInt(20);
    int at = OtlpWriter.writeField(body, length, OtlpFields.SPAN_NAME, operation);
    at = OtlpWriter.writeVarintField(body, at, OtlpFields.SPAN_KIND, kind);
    at = OtlpWriter.writeFixed64Field(body, at, OtlpFields.SPAN_START, startNanos);
    long end = startNanos + 1_000 * (micros + random.nextLong(micros));
    at = OtlpWriter.writeFixed64Field(body, at, OtlpFields.SPAN_END, end);
    at = attributes(at, failed);
    at = kind == CLIENT ? attribute(at, PEER, remote) : at;
    at = isOneIn(RARE) ? rare(at) : at;
    at = isOneIn(EVENTS) ? event(at, startNanos) : at;
    at = status(at, failed);
    length = OtlpWriter.writeFixed32Field(body, at, OtlpFields.SPAN_FLAGS, SAMPLED);
  }

  private boolean isOneIn(int spans) {
    return random.nextInt(spans) == 0;
  }

  private int id(int at, int tag, long id) {
    int pos = OtlpWriter.writeHead(body, at, tag, OtlpFields.SPAN_ID_BYTES);
    return OtlpWriter.writeId(body, pos, id);
  }

  private int attributes(int from, boolean failed) {
    int at = from;
    for (int i = 0; i < KEYS.length; i++) {
      byte[] value = i < VALUES_OF_ALL.length ? VALUES_OF_ALL[i] : some(i);
      at = attribute(at, KEYS[i], value);
    }
    at = number(at, PORT, 8_080);
    at = number(at, STATUS, failed ? 503 : 200);
    return number(at, THREAD, random.nextInt(THREADS));
  }

  private byte[] some(int key) {
    String value = key + "/value-" + random.nextInt(VALUES);
    boolean isId = key == KEYS.length - 1;
    return (isId ? Long.toHexString(random.nextLong()) + value : value)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Keys that an operation has now and then: it has as many shapes. */
  private int rare(int from) {
    String key = "app.feature." + random.nextInt(RARE_KEYS);
    int at = attribute(from, key.getBytes(StandardCharsets.UTF_8), VALUES_OF_ALL[0]);
    long value = OtlpWriter.fieldSize(OtlpFields.KEY_VALUE_KEY, SCORE.length) + 2 + 1 + Long.BYTES;
    at = OtlpWriter.writeHead(body, at, OtlpFields.SPAN_ATTRIBUTES, (int) value);
    at = OtlpWriter.writeField(body, at, OtlpFields.KEY_VALUE_KEY, SCORE);
    at = OtlpWriter.writeHead(body, at, OtlpFields.KEY_VALUE_VALUE, 1 + Long.BYTES);
    long bits = Double.doubleToLongBits(random.nextDouble());
    return OtlpWriter.writeFixed64Field(body, at, OtlpFields.VALUE_DOUBLE, bits);
  }

  private int attribute(int at, byte[] key, byte[] value) {
    return OtlpWriter.writeAttribute(body, at, OtlpFields.SPAN_ATTRIBUTES, key, value);
  }

  private int number(int at, byte[] key, long value) {
    return OtlpWriter.writeIntAttribute(body, at, OtlpFields.SPAN_ATTRIBUTES, key, value);
  }

  private int event(int at, long nanos) {
    int end = OtlpWriter.writeFixed64Field(inner, 0, OtlpFields.EVENT_TIME, nanos);
    end = OtlpWriter.writeField(inner, end, OtlpFields.EVENT_NAME, EVENT);
    int pos = OtlpWriter.writeHead(body, at, OtlpFields.SPAN_EVENTS, end);
    System.arraycopy(inner, 0, body, pos, end);
    return pos + end;
  }

  private int status(int from, boolean failed) {
    int at = failed ? attribute(from, ERROR, ERROR_NAME) : from;
    int code = failed ? OtlpFields.STATUS_ERROR : OtlpFields.STATUS_UNSET;
    int end = OtlpWriter.writeVarintField(inner, 0, OtlpFields.STATUS_CODE, code);
    at = OtlpWriter.writeHead(body, at, OtlpFields.SPAN_STATUS, end);
    System.arraycopy(inner, 0, body, at, end);
    return at + end;
  }

  /** Writes the one made last as a span of its scope. @return the position behind it */
  int write(byte[] target, int at) {
    int pos = OtlpWriter.writeHead(target, at, OtlpFields.SCOPE_SPANS_SPANS, length);
    System.arraycopy(body, 0, target, pos, length);
    return pos + length;
  }
}
