package io.spanweir.receiver.zipkin;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A Zipkin v2 span on its way to OTLP: numbers, and texts as slices of its {@link SpanText}. Made
 * once and filled again and again; its lists grow and stay. Times are microseconds, 0 is none, and
 * so is an id of 0. Not thread safe.
 */
final class ZipkinSpan {
  /** What a tag's value is. Zipkin's v2 has texts only; v1 in Thrift has all of them. */
  enum ValueType {
    /** A slice. */
    TEXT,
    /** 0 or 1. */
    BOOL,
    LONG,
    /** {@link Double#doubleToRawLongBits}. */
    DOUBLE,
    /** A slice that is no text. */
    BYTES
  }

  /** By its number in Zipkin's protobuf. */
  enum Kind {
    NONE(0),
    CLIENT(3),
    SERVER(2),
    PRODUCER(4),
    CONSUMER(5);

    private final int otlp;

    Kind(int otlp) {
      this.otlp = otlp;
    }

    /** The number in OTLP's enum. */
    int otlp() {
      return otlp;
    }
  }

  /** Microseconds that still are nanoseconds in 63 bits: the year 2262. */
  static final long MICROS_MAX = Long.MAX_VALUE / 1_000;

  /** Among so many tags a key that comes twice is looked for. Past it both stay. */
  private static final int UNIQUE_KEYS_MAX = 128;

  private static final int LIST_KEPT_MAX = 1 << 12;
  private static final int LIST_FIRST = 16;

  final ZipkinEndpoint local = new ZipkinEndpoint();
  final ZipkinEndpoint remote = new ZipkinEndpoint();
  private final WrittenAttributes ownWritten = new WrittenAttributes();
  private final SpanText text;

  private WrittenAttributes written = ownWritten;

  private long traceHigh;
  private long traceLow;
  private long id;
  private long parent;
  private Kind kind = Kind.NONE;
  private long name;
  private long timestamp;
  private long duration;
  private boolean debug;
  private boolean shared;

  private int tags;
  private long keysSeen;
  private long[] tagKeys = new long[LIST_FIRST];
  private long[] tagValues = new long[LIST_FIRST];
  private ValueType[] tagTypes = new ValueType[LIST_FIRST];
  private @Nullable TagMeaning[] tagMeanings = new TagMeaning[LIST_FIRST];

  private int annotations;
  private long[] annotationTimes = new long[LIST_FIRST];
  private long[] annotationTexts = new long[LIST_FIRST];

  /**
   * @param text where its slices are; may be other spans' too
   */
  ZipkinSpan(SpanText text) {
    this.text = text;
  }

  /** Makes it a span that nothing is known of. The text stays as it is. */
  void clear() {
    traceHigh = 0;
    traceLow = 0;
    id = 0;
    parent = 0;
    kind = Kind.NONE;
    name = SpanText.NONE;
    timestamp = 0;
    duration = 0;
    debug = false;
    shared = false;
    local.clear();
    remote.clear();
    ownWritten.clear();
    written = ownWritten;
    if (tagKeys.length > LIST_KEPT_MAX) {
      tagKeys = new long[LIST_FIRST];
      tagValues = new long[LIST_FIRST];
      tagTypes = new ValueType[LIST_FIRST];
      tagMeanings = new TagMeaning[LIST_FIRST];
    }
    if (annotationTimes.length > LIST_KEPT_MAX) {
      annotationTimes = new long[LIST_FIRST];
      annotationTexts = new long[LIST_FIRST];
    }
    clearTags();
    annotations = 0;
  }

  /** Forgets the tags. */
  void clearTags() {
    tags = 0;
    keysSeen = 0;
  }

  SpanText text() {
    return text;
  }

  /**
   * Tags that are written already. If there are any the list has only those of the same that mean
   * more than an attribute.
   */
  WrittenAttributes written() {
    return written;
  }

  /** Says that these are written, until {@link #clear}. */
  void written(WrittenAttributes attributes) {
    written = attributes;
  }

  /** Why it can't be forwarded, for a person; null if it can. */
  @Nullable String problem() {
    if (traceHigh == 0 && traceLow == 0) {
      return "a span without a trace id";
    }
    if (id == 0) {
      return "a span without an id";
    }
    if (timestamp > MICROS_MAX || duration > MICROS_MAX - timestamp) {
      return "a span whose times are past the year 2262 in microseconds";
    }
    return null;
  }

  void traceId(long high, long low) {
    traceHigh = high;
    traceLow = low;
  }

  long traceHigh() {
    return traceHigh;
  }

  long traceLow() {
    return traceLow;
  }

  void id(long value) {
    id = value;
  }

  long id() {
    return id;
  }

  void parent(long value) {
    parent = value;
  }

  /** 0 if it has none; its own id is none. */
  long parent() {
    return parent == id ? 0 : parent;
  }

  void kind(Kind value) {
    kind = value;
  }

  Kind kind() {
    return kind;
  }

  /** In whichever case. */
  void name(long slice) {
    name = text.lowerCase(slice);
  }

  long name() {
    return name;
  }

  /** Negative is as good as none. */
  void timestamp(long micros) {
    timestamp = Math.max(0, micros);
  }

  long timestamp() {
    return timestamp;
  }

  /** Negative is as good as none. */
  void duration(long micros) {
    duration = Math.max(0, micros);
  }

  long duration() {
    return duration;
  }

  void debug(boolean value) {
    debug = value;
  }

  boolean debug() {
    return debug;
  }

  void shared(boolean value) {
    shared = value;
  }

  boolean shared() {
    return shared;
  }

  /** Adds a tag, or changes the one with this key. */
  void tag(long key, ValueType type, long value) {
    tag(key, type, value, null);
  }

  /**
   * The same.
   *
   * @param meaning what its key means; null if nobody has asked yet
   */
  void tag(long key, ValueType type, long value, @Nullable TagMeaning meaning) {
    int at = seenBefore(key) ? find(key) : -1;
    if (at < 0) {
      at = tags;
      if (at == tagKeys.length) {
        tagKeys = Arrays.copyOf(tagKeys, 2 * at);
        tagValues = Arrays.copyOf(tagValues, 2 * at);
        tagTypes = Arrays.copyOf(tagTypes, 2 * at);
        tagMeanings = Arrays.copyOf(tagMeanings, 2 * at);
      }
      tags++;
    }
    tagKeys[at] = key;
    tagValues[at] = value;
    tagTypes[at] = type;
    tagMeanings[at] = meaning;
  }

  /** Whether one of the keys may be the same: some of it is. */
  private boolean seenBefore(long key) {
    int length = SpanText.length(key);
    int mixed = length;
    if (length > 0) {
      byte[] bytes = text.bytes(key);
      int from = SpanText.from(key);
      mixed += 31 * (bytes[from + length - 1] + 31 * bytes[from + length / 2]);
    }
    long bit = 1L << mixed;
    boolean seen = (keysSeen & bit) != 0;
    keysSeen |= bit;
    return seen;
  }

  private int find(long key) {
    for (int i = 0; i < tags && i < UNIQUE_KEYS_MAX; i++) {
      if (text.equals(tagKeys[i], key)) {
        return i;
      }
    }
    return -1;
  }

  int tags() {
    return tags;
  }

  long tagKey(int index) {
    return tagKeys[index];
  }

  ValueType tagType(int index) {
    return tagTypes[index];
  }

  long tagValue(int index) {
    return tagValues[index];
  }

  TagMeaning tagMeaning(int index) {
    TagMeaning known = tagMeanings[index];
    long key = tagKeys[index];
    return known == null
        ? TagMeaning.of(text.bytes(key), SpanText.from(key), SpanText.length(key))
        : known;
  }

  void annotation(long micros, long slice) {
    if (annotations == annotationTimes.length) {
      annotationTimes = Arrays.copyOf(annotationTimes, 2 * annotations);
      annotationTexts = Arrays.copyOf(annotationTexts, 2 * annotations);
    }
    annotationTimes[annotations] = Math.max(0, Math.min(MICROS_MAX, micros));
    annotationTexts[annotations++] = slice;
  }

  int annotations() {
    return annotations;
  }

  long annotationTime(int index) {
    return annotationTimes[index];
  }

  long annotationText(int index) {
    return annotationTexts[index];
  }
}
