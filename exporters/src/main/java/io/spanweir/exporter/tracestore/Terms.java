package io.spanweir.exporter.tracestore;

import io.spanweir.core.otlp.WireReader;
import io.spanweir.exporter.zipkin.SearchedSpan.Word;

/**
 * What can be asked about a span, as terms of eight bytes: hashes of a condition. A condition is a
 * kind, a text or two, and the service whose spans it is asked of ({@link #ANY_SERVICE} for all).
 * Two conditions may have one term; whoever finds a trace by terms looks at the trace itself before
 * it is an answer.
 *
 * <p>Of a term the highest six bytes count, see {@link TermsFormat}. A duration's are {@code
 * [0..32) hash of the service | [32..48) bucket}, so that a range of durations is a range of terms.
 * There are sixteen buckets to a power of two.
 */
final class Terms {
  static final int SERVICE = 1;
  static final int REMOTE_SERVICE = 2;
  static final int SPAN_NAME = 3;

  /** A tag's key, or the text of an annotation: Zipkin asks for either at once. */
  static final int KEY = 4;

  static final int PAIR = 5;
  static final int SERVICES = 6;
  private static final int ID = 9;

  static final long ANY_SERVICE = 0;

  static final int BUCKET_MAX = 0xffff;

  private static final long PRIME_1 = 0x9e37_79b9_7f4a_7c15L;
  private static final long PRIME_2 = 0xc2b2_ae3d_27d4_eb4fL;
  private static final int LINEAR_BITS = 4;
  private static final long SERVICE_OF_DURATION = 0xffff_ffff_0000_0000L;

  private Terms() {}

  /** A hash of one more thing. */
  static long mix(long hash, long word) {
    long mixed = (hash ^ word) * PRIME_1;
    return (mixed ^ mixed >>> 29) * PRIME_2;
  }

  private static long mix(long seed, byte[] bytes, int at, int length) {
    long hash = mix(seed, length);
    int pos = at;
    for (int last = at + length - Long.BYTES; pos <= last; pos += Long.BYTES) {
      hash = mix(hash, WireReader.fixed64(bytes, pos));
    }
    long rest = 0;
    for (; pos < at + length; pos++) {
      rest = rest << 8 | (bytes[pos] & 0xff);
    }
    return mix(hash, rest);
  }

  /** The condition without its service: {@link #of} adds that. */
  static long text(int kind, Word text) {
    return mix(kind, text.bytes(), text.at(), text.length());
  }

  static long text(int kind, byte[] utf8) {
    return mix(kind, utf8, 0, utf8.length);
  }

  /** That a tag has a value, without its service; {@code key} is its {@link #text}. */
  static long pair(long key, Word value) {
    return mix(key * PAIR, value.bytes(), value.at(), value.length());
  }

  static long pair(long key, byte[] value) {
    return mix(key * PAIR, value, 0, value.length);
  }

  /** A service, as other conditions refer to it. */
  static long service(Word name) {
    return name.length() == 0 ? ANY_SERVICE : text(SERVICE, name);
  }

  /** Which services have a tag; {@code key} is its {@link #text}. */
  static long services(long key) {
    return mix(SERVICES, key);
  }

  /** The term of a condition that spans of a service fulfil. */
  static long of(long condition, long service) {
    return service == ANY_SERVICE ? condition : mix(condition, service);
  }

  static long duration(long service, int bucket) {
    return (service & SERVICE_OF_DURATION) | ((long) bucket << TermsFormat.TERM_SHIFT);
  }

  /** That a part is of a trace with this low half of its id. */
  static long id(long low) {
    return mix(ID, low);
  }

  /** That a part is of the trace with this id. */
  static long id(long high, long low) {
    return mix(id(low), high);
  }

  /** The bucket of a duration in µs, 1 or more; a longer one's is never lower. */
  static int bucket(long micros) {
    if (micros < 1 << LINEAR_BITS) {
      return (int) micros;
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
    int mantissa = (int) (micros >>> (exponent - LINEAR_BITS)) & ((1 << LINEAR_BITS) - 1);
    return ((exponent - LINEAR_BITS + 1) << LINEAR_BITS) + mantissa;
  }
}
