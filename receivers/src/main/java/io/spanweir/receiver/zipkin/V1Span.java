package io.spanweir.receiver.zipkin;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One span of Zipkin's first model, as a reader found it: what happened where, not yet whose side
 * of a call it was. Scratch: filled by one reader again and again, taken apart by {@link
 * V1Converter}. Texts are slices of its {@link SpanText}, times are microseconds, and 0 is none.
 * Not thread safe.
 */
final class V1Span {
  /** What one span may have of annotations, and as many of binary annotations. */
  static final int ENTRIES_MAX = 1 << 16;

  private static final int ENTRIES_KEPT_MAX = 1 << 12;
  private static final int ENTRIES_FIRST = 16;

  /** Letters of the keys that say more than a tag. */
  private static final int KEY_LETTERS = 2;

  final V1Endpoints endpoints;
  private final SpanText text;

  long traceHigh;
  long traceLow;
  long id;
  long parent;
  long timestamp;
  long duration;
  boolean debug;
  long name;

  /** Endpoint of the span itself; in most of v1 there is none. */
  int local;

  private @Nullable String problem;

  private int annotations;
  private long[] times = new long[ENTRIES_FIRST];
  private long[] values = new long[ENTRIES_FIRST];
  private int[] hosts = new int[ENTRIES_FIRST];

  private final WrittenAttributes written = new WrittenAttributes();
  private int writtenHost;

  private int binaries;
  private boolean alike;
  private long[] keys = new long[ENTRIES_FIRST];
  private long[] binaryValues = new long[ENTRIES_FIRST];
  private ZipkinSpan.ValueType[] types = new ZipkinSpan.ValueType[ENTRIES_FIRST];
  private @Nullable TagMeaning[] meanings = new TagMeaning[ENTRIES_FIRST];
  private int[] binaryHosts = new int[ENTRIES_FIRST];

  V1Span(SpanText text) {
    this.text = text;
    endpoints = new V1Endpoints(text);
  }

  /** Makes it a span that nothing is known of. The text stays as it is. */
  void clear() {
    traceHigh = 0;
    traceLow = 0;
    id = 0;
    parent = 0;
    timestamp = 0;
    duration = 0;
    debug = false;
    name = SpanText.NONE;
    local = V1Endpoints.NONE;
    problem = null;
    annotations = 0;
    clearBinaries();
    endpoints.clear();
    if (times.length > ENTRIES_KEPT_MAX) {
      resizeAnnotations(ENTRIES_FIRST);
    }
    if (keys.length > ENTRIES_KEPT_MAX) {
      resizeBinaries(ENTRIES_FIRST);
    }
  }

  /** Forgets the binary annotations. */
  void clearBinaries() {
    written.clear();
    binaries = 0;
    alike = true;
  }

  SpanText text() {
    return text;
  }

  /**
   * Binary annotations that are written already: tags of one endpoint, each key once. If there are
   * any the list has only those of the same that mean more than a tag, and addresses.
   */
  WrittenAttributes written() {
    return written;
  }

  /** The endpoint of those. */
  int writtenHost() {
    return writtenHost;
  }

  void writtenHost(int host) {
    writtenHost = host;
  }

  /** Says why the span is no good; the first reason counts. */
  void problem(String why) {
    if (problem == null) {
      problem = why;
    }
  }

  /** It has to have both. */
  void checkIds() {
    if ((traceHigh | traceLow) == 0) {
      problem("a span without a trace id");
    } else if (id == 0) {
      problem("a span without an id");
    }
  }

  /** Why it can't be forwarded, for a person; null if it can. */
  @Nullable String problem() {
    return problem;
  }

  /**
   * Adds an annotation.
   *
   * @param host index of an endpoint, or {@link V1Endpoints#NONE}
   */
  void annotation(long micros, long value, int host) {
    int at = annotations;
    if (at == times.length) {
      if (at >= ENTRIES_MAX) {
        problem("a span of more than " + ENTRIES_MAX + " annotations");
        return;
      }
      resizeAnnotations(2 * at);
    }
    times[at] = micros;
    values[at] = value;
    hosts[at] = host;
    annotations = at + 1;
  }

  private void resizeAnnotations(int length) {
    times = Arrays.copyOf(times, length);
    values = Arrays.copyOf(values, length);
    hosts = Arrays.copyOf(hosts, length);
  }

  /** Adds a binary annotation; its value is as in {@link ZipkinSpan#tag}. */
  void binary(long key, ZipkinSpan.ValueType type, long value, int host) {
    binary(key, type, value, host, null);
  }

  /**
   * The same.
   *
   * @param meaning of its key as a tag's; null if nobody has asked yet
   */
  void binary(
      long key, ZipkinSpan.ValueType type, long value, int host, @Nullable TagMeaning meaning) {
    int at = binaries;
    if (at == keys.length) {
      if (at >= ENTRIES_MAX) {
        problem("a span of more than " + ENTRIES_MAX + " binary annotations");
        return;
      }
      resizeBinaries(2 * at);
    }
    alike &= SpanText.length(key) != KEY_LETTERS && host == (at == 0 ? host : binaryHosts[0]);
    keys[at] = key;
    types[at] = type;
    meanings[at] = meaning;
    binaryValues[at] = value;
    binaryHosts[at] = host;
    binaries = at + 1;
  }

  private void resizeBinaries(int length) {
    keys = Arrays.copyOf(keys, length);
    types = Arrays.copyOf(types, length);
    meanings = Arrays.copyOf(meanings, length);
    binaryValues = Arrays.copyOf(binaryValues, length);
    binaryHosts = Arrays.copyOf(binaryHosts, length);
  }

  /** Says where the span itself is, and so all annotations of it that have no endpoint. */
  void localEndpoint(int host) {
    local = host;
    if (host != V1Endpoints.NONE) {
      fill(hosts, annotations, host);
      fill(binaryHosts, binaries, host);
    }
  }

  private static void fill(int[] hosts, int count, int host) {
    for (int i = 0; i < count; i++) {
      hosts[i] = hosts[i] == V1Endpoints.NONE ? host : hosts[i];
    }
  }

  int annotations() {
    return annotations;
  }

  long time(int annotation) {
    return times[annotation];
  }

  long value(int annotation) {
    return values[annotation];
  }

  int host(int annotation) {
    return hosts[annotation];
  }

  int binaries() {
    return binaries;
  }

  /**
   * Whether all binary annotations have one endpoint, or none, and no key is of two letters: they
   * are tags of one part. False doesn't say that they are not.
   */
  boolean areBinariesAlike() {
    return alike;
  }

  long key(int binary) {
    return keys[binary];
  }

  ZipkinSpan.ValueType type(int binary) {
    return types[binary];
  }

  /** What its key means as a tag's; null if nobody has asked yet. */
  @Nullable TagMeaning meaning(int binary) {
    return meanings[binary];
  }

  long binaryValue(int binary) {
    return binaryValues[binary];
  }

  int binaryHost(int binary) {
    return binaryHosts[binary];
  }

  /** Two characters as a number; 0 for a text of any other length. */
  int twoLetters(long slice) {
    if (SpanText.length(slice) != KEY_LETTERS) {
      return 0;
    }
    byte[] bytes = text.bytes(slice);
    int from = SpanText.from(slice);
    return bytes[from] << 8 | (bytes[from + 1] & 0xff);
  }

  /** The order of the bytes, which is that of the characters. */
  int compareTexts(long a, long b) {
    int fromA = SpanText.from(a);
    int fromB = SpanText.from(b);
    return Arrays.compareUnsigned(
        text.bytes(a),
        fromA,
        fromA + SpanText.length(a),
        text.bytes(b),
        fromB,
        fromB + SpanText.length(b));
  }
}
