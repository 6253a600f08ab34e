package io.spanweir.connector.spanmetrics;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.KeyQuestion;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.ValueReader;
import io.spanweir.core.otlp.ValueType;
import io.spanweir.core.otlp.WireReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes the key of the series of a span, or of one of its events, see {@link Dimensions}, into an
 * array of its own. Allocates nothing. Not thread safe.
 */
final class KeyWriter {
  /** Spans whose dimensions are longer count as overflow: a path of megabytes is no dimension. */
  static final int KEY_BYTES_MAX = 4096;

  /** What {@link #write} says of a key that has no room. */
  static final int TOO_LONG = -1;

  private static final int NONE = -1;
  private static final long ALL = -1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  /** Trace and span id as every serializer writes them: two tags and lengths, 24 bytes. */
  private static final int IDS_BYTES = 28;

  private final Dimensions.Other[] others;
  private final boolean kinds;
  private final boolean codes;
  private final boolean names;
  private final long seed;
  private final byte[] key = new byte[KEY_BYTES_MAX + Long.BYTES];
  private final AttributeCursor cursor = new AttributeCursor();
  private final byte[] values = new byte[KEY_BYTES_MAX];
  private final int[] valueFrom;
  private final int[] valueTo;

  /** A bit for the length, cut to six bits, of each attribute that is a dimension. */
  private final long keyLengths;

  private int valuesEnd;

  /** Where the key and the values of the span end that events are of. */
  private int spanKeyEnd;

  private int spanValuesEnd;
  private long spanFound;
  private int nameFrom;
  private int nameLength;

  /**
   * @param seed of the hash, so that nobody can know which keys share a place
   */
  KeyWriter(Dimensions dimensions, long seed) {
    this.others = dimensions.others().toArray(new Dimensions.Other[0]);
    this.kinds = dimensions.has(BuiltIn.SPAN_KIND);
    this.codes = dimensions.has(BuiltIn.STATUS_CODE);
    this.names = dimensions.has(BuiltIn.SPAN_NAME);
    this.seed = seed;
    valueFrom = new int[others.length];
    valueTo = new int[others.length];
    long lengths = 0;
    for (Dimensions.Other other : others) {
      lengths |= other.question().lengths();
    }
    keyLengths = lengths;
  }

  /** The lengths of the keys that batches are asked for. */
  long keyLengthsAsked() {
    return keyLengths;
  }

  /** The array that keys are written into. */
  byte[] bytes() {
    return key;
  }

  /**
   * @return how long the row's key is, or {@link #TOO_LONG}
   */
  int write(SpanBatch batch, int row, Source source) {
    int at = writeSpan(batch, row, source);
    return at == TOO_LONG || others.length == 0
        ? at
        : writeOthers(findInSpan(batch, row), source, at);
  }

  /** Writes what comes before the dimensions that are configured. */
  private int writeSpan(SpanBatch batch, int row, Source source) {
    SpanIndex index = batch.index();
    byte[] prefix = source.prefix();
    int at = prefix.length;
    System.arraycopy(prefix, 0, key, 0, at);
    key[at] = kinds ? (byte) BuiltIn.kind(index.kind(row)) : 0;
    key[at + 1] = codes ? (byte) BuiltIn.code(index.status(row)) : 0;
    at += 2;
    byte[] bytes = batch.rowBytes(row);
    nameFrom = 0;
    nameLength = 0;
    if (names) {
      int from = index.bodyOffset(row);
      findName(bytes, from, index.end(row), index.attributesFrom(row) > from);
    }
    if (nameLength > KEY_BYTES_MAX - at - 2) {
      return TOO_LONG;
    }
    return Dimensions.putText(key, at, bytes, nameFrom, nameLength);
  }

  /**
   * Prepares for the keys of the row's events, which have what the row has.
   *
   * @return false if none of them has room
   */
  boolean beginEvents(SpanBatch batch, int row, Source source) {
    valuesEnd = 0;
    spanKeyEnd = writeSpan(batch, row, source);
    spanFound = spanKeyEnd == TOO_LONG ? ALL : findInSpan(batch, row);
    spanValuesEnd = valuesEnd;
    return spanFound != ALL;
  }

  /**
   * Looks for dimensions in the event at {@code [from, to)} that the span has not.
   *
   * @return what {@link #writeEvent} needs; 0 if there are none
   */
  long findInEvent(byte[] bytes, int from, int to) {
    cursor.ofMessage(bytes, from, to, OtlpFields.EVENT_ATTRIBUTES);
    return find(((1L << others.length) - 1) & ~spanFound, spanValuesEnd);
  }

  /**
   * @param found what {@link #findInEvent} said
   * @return how long the event's key is, or {@link #TOO_LONG}
   */
  int writeEvent(Source source, long found) {
    return writeOthers(found | spanFound, source, spanKeyEnd);
  }

  /**
   * A hash of a key, for which eight bytes behind it are written over. Never called for a key that
   * is too long.
   */
  int hash(byte[] of, int length) {
    LONG.set(of, length, 0L);
    long hash = seed ^ length;
    for (int at = 0; at < length; at += Long.BYTES) {
      hash = (hash ^ (long) LONG.get(of, at)) * FACTOR;
      hash ^= hash >>> 32;
    }
    return (int) (hash ^ (hash >>> 15));
  }

  /**
   * The name stands behind the ids. Where fields stand in an order that no serializer chooses, the
   * last name counts, as protobuf says.
   */
  private void findName(byte[] bytes, int from, int to, boolean ordered) {
    int at = from;
    if (to - at > IDS_BYTES
        && bytes[at] == OtlpFields.SPAN_TRACE_ID
        && bytes[at + 1] == OtlpFields.TRACE_ID_BYTES
        && bytes[at + 18] == OtlpFields.SPAN_SPAN_ID
        && bytes[at + 19] == OtlpFields.SPAN_ID_BYTES) {
      at += IDS_BYTES;
    }
    while (at < to) {
      long tag = WireReader.tag(bytes, at, to);
      int body = WireReader.next(tag);
      at = tag < 0 ? -1 : WireReader.skip(WireReader.value(tag), bytes, body, to);
      if (at < 0) {
        return;
      }
      if (WireReader.value(tag) == OtlpFields.SPAN_NAME) {
        nameFrom = WireReader.next(WireReader.length(bytes, body, to));
        nameLength = at - nameFrom;
        if (ordered) {
          return;
        }
      }
    }
  }

  /** Writes what the configuration adds. @return the position behind it, or {@link #TOO_LONG} */
  private int writeOthers(long found, Source source, int from) {
    int at = found == ALL ? TOO_LONG : from;
    for (int i = 0; i < others.length && at >= 0; i++) {
      at =
          ((found >>> i) & 1) != 0
              ? put(values, valueFrom[i], valueTo[i], at)
              : put(source.others(i), 0, source.others(i).length, at);
    }
    return at;
  }

  private int put(byte[] value, int from, int to, int at) {
    if (to - from > KEY_BYTES_MAX - at) {
      return TOO_LONG;
    }
    System.arraycopy(value, from, key, at, to - from);
    return at + to - from;
  }

  /**
   * Finds the span's attributes that are dimensions, without a look where the sketch says that they
   * can't be there.
   *
   * @return a bit for each that is there; all bits if a value has no room
   */
  private long findInSpan(SpanBatch batch, int row) {
    SpanIndex index = batch.index();
    long left = 0;
    for (int i = 0; i < others.length; i++) {
      left |= others[i].question().mayBeIn(index, row) ? 1L << i : 0;
    }
    if (left == 0) {
      return 0;
    }
    cursor.ofSpan(batch.rowBytes(row), index.attributesFrom(row), index.attributesTo(row));
    return find(left, 0);
  }

  /**
   * Finds dimensions in one walk of the cursor.
   *
   * @param wanted a bit for each of them
   * @param from where their values go
   */
  private long find(long wanted, int from) {
    long left = wanted;
    long found = 0;
    int end = from;
    while (left != 0 && cursor.next()) {
      int ordinal = (keyLengths & KeyQuestion.length(cursor.keyLength())) == 0 ? NONE : among(left);
      if (ordinal != NONE) {
        valueFrom[ordinal] = end;
        end = writeValue(cursor.value(), values, end, values.length);
        if (end == TOO_LONG) {
          return ALL;
        }
        valueTo[ordinal] = end;
        found |= 1L << ordinal;
        left ^= 1L << ordinal;
      }
    }
    valuesEnd = end;
    return found;
  }

  /** Which of these dimensions the cursor is at. */
  private int among(long ordinals) {
    for (long left = ordinals; left != 0; left &= left - 1) {
      int ordinal = Long.numberOfTrailingZeros(left);
      if (cursor.keyEquals(others[ordinal].utf8())) {
        return ordinal;
      }
    }
    return NONE;
  }

  /** Writes a value as it stands in a key. @return the position behind it, or {@link #TOO_LONG} */
  static int writeValue(ValueReader value, byte[] target, int at, int end) {
    ValueType type = value.type();
    if (at > end - 1 - Long.BYTES) {
      return TOO_LONG;
    }
    target[at] = (byte) type.ordinal();
    if (Dimensions.isScalar(type)) {
      LONG.set(target, at + 1, value.intValue());
      return at + 1 + Long.BYTES;
    }
    if (value.length() > end - at - 3) {
      return TOO_LONG;
    }
    return Dimensions.putText(target, at + 1, value.bytes(), value.offset(), value.length());
  }

  /** The eight bytes of a value that is a number or a truth value. */
  static long scalar(byte[] key, int at) {
    return (long) LONG.get(key, at);
  }
}
