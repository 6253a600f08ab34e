package io.spanweir.exporter.tracestore;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.util.BytesRef;

/**
 * What a document of the index has. A document is a part of a trace: what came of it within one
 * window of writing. Its terms and its timestamp are those of the trace as far as it was known
 * then, earlier parts included, so that the latest part of a trace answers for the whole of it and
 * no query ever joins documents.
 *
 * <pre>
 * id  column   {@link Terms#id} of the low half alone and of both, see {@link TermsFormat}
 * t   column   {@link Terms} and {@link Shapes} of the trace so far
 * d   column   {@link Terms#duration} of the trace so far
 * x   terms    what shapes fulfil, once in a slice: see {@link Shapes}
 * n   terms    names to be listed, of this part alone: see {@link #name}
 * at  number   the trace's timestamp so far in µs since 1970, 0 without any; also as a point
 * hi  number   high half of the trace's id
 * lo  number   low half of the trace's id
 * s   stored   TracesData of this part alone
 * </pre>
 */
final class Fields {
  static final String ID = "id";
  static final String TERMS = "t";
  static final String DURATIONS = "d";
  static final String NAMES = "n";
  static final String SHAPES = "x";
  static final String TIMESTAMP = "at";
  static final String TIMESTAMP_POINT = "ap";
  static final String ID_HIGH = "hi";
  static final String ID_LOW = "lo";
  static final String SPANS = "s";

  static final byte SERVICE = 's';
  static final byte REMOTE_SERVICE = 'r';
  static final byte SPAN_NAME = 'n';
  static final byte TAG_VALUE = 'a';

  /** Names that are longer are found, but not listed. */
  static final int NAME_BYTES_MAX = 1024;

  private static final int HEAD = 3;

  private Fields() {}

  /**
   * A name to be listed: {@code [0] kind, [1..3) length of what it belongs to, [3..) that, then the
   * name}. It belongs to a service, a tag's value to its key, a service to nothing.
   */
  static BytesRef name(byte kind, byte[] owner, int ownerAt, int ownerLength, byte[] name) {
    return name(kind, owner, ownerAt, ownerLength, name, 0, name.length);
  }

  static BytesRef name(
      byte kind, byte[] owner, int ownerAt, int ownerLength, byte[] name, int at, int length) {
    byte[] term = new byte[HEAD + ownerLength + length];
    term[0] = kind;
    term[1] = (byte) (ownerLength >>> 8);
    term[2] = (byte) ownerLength;
    System.arraycopy(owner, ownerAt, term, HEAD, ownerLength);
    System.arraycopy(name, at, term, HEAD + ownerLength, length);
    return new BytesRef(term);
  }

  /** What all names of a kind begin with that belong to this. */
  static BytesRef namePrefix(byte kind, String owner) {
    byte[] utf8 = owner.getBytes(StandardCharsets.UTF_8);
    return name(kind, utf8, 0, utf8.length, new byte[0]);
  }

  /** Whether it is a column of {@link TermsFormat}. */
  static boolean isOfTerms(String field) {
    return field.equals(TERMS) || field.equals(DURATIONS) || field.equals(ID);
  }

  static BytesRef eight(long term) {
    return new BytesRef(ByteBuffer.allocate(Long.BYTES).putLong(term).array());
  }

  static long eight(BytesRef term, int at) {
    return ByteBuffer.wrap(term.bytes, term.offset + at, Long.BYTES).getLong();
  }
}
