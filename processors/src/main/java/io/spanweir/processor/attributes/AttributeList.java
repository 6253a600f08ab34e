package io.spanweir.processor.attributes;

import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import io.spanweir.core.otlp.ValueReader;
import io.spanweir.core.otlp.WireReader;
import java.util.Arrays;

/**
 * The attributes of one message while they are edited: where each lies, or what stands in its
 * place. Nothing is copied before {@link #write}; an attribute that nobody changed leaves as it
 * came, and so does every other field, in its order. Attributes leave side by side, where the first
 * of them stood.
 *
 * <p>Each is read by itself: one whose bytes make no sense has the key that could be read, or none,
 * and doesn't hide those behind it. Of fields that come twice in one attribute the last counts, as
 * protobuf says. Whoever takes personal data out calls {@link #deleteUnreadable}: what can't be
 * read can't be known to be none. Reusable, single-threaded; allocates nothing once its tables have
 * grown.
 */
final class AttributeList {
  private static final byte[] NO_BYTES = {};

  private byte[] source = NO_BYTES;
  private int from;
  private int to;
  private int tag;
  private int size;
  private int sourced;
  private boolean changed;

  /** Fields of the message; new attributes have none. */
  private int[] fieldFrom = new int[32];

  private int[] fieldTo = new int[32];
  private byte[][] keys = new byte[32][];
  private int[] keyFrom = new int[32];
  private int[] keyTo = new int[32];

  /** Contents of an {@code AnyValue} for those that were changed, null for those that were not. */
  private byte[][] values = new byte[32][];

  private int[] valueFrom = new int[32];
  private int[] valueTo = new int[32];
  private boolean[] deleted = new boolean[32];
  private boolean[] unreadable = new boolean[32];
  private boolean whole;

  /** Where attributes are written. */
  private int insertAt;

  /**
   * Aims at the message at {@code [begin, end)}.
   *
   * @param attributeTag the field that holds attributes
   * @return false if the message makes no sense; it is held to end where it ceases to make any
   */
  boolean of(byte[] bytes, int begin, int end, int attributeTag) {
    source = bytes;
    from = begin;
    to = end;
    tag = attributeTag;
    size = 0;
    changed = false;
    insertAt = -1;
    whole = true;
    int at = begin;
    while (at < end) {
      long head = WireReader.tag(bytes, at, end);
      int body = WireReader.next(head);
      int after = head < 0 ? -1 : WireReader.skip(WireReader.value(head), bytes, body, end);
      if (after < 0) {
        to = at;
        whole = false;
        break;
      }
      if (WireReader.value(head) == attributeTag) {
        note(at, WireReader.next(WireReader.length(bytes, body, end)), after);
      } else if (insertAt < 0 && Integer.compareUnsigned(WireReader.value(head), tag) > 0) {
        insertAt = at;
      }
      at = after;
    }
    sourced = size;
    insertAt = size > 0 ? fieldFrom[0] : insertAt < 0 ? to : insertAt;
    return whole;
  }

  private void note(int field, int pair, int end) {
    int entry = add();
    fieldFrom[entry] = field;
    fieldTo[entry] = end;
    keys[entry] = source;
    keyFrom[entry] = pair;
    keyTo[entry] = pair;
    for (int at = pair; at < end; ) {
      long head = WireReader.tag(source, at, end);
      int body = WireReader.next(head);
      int after = head < 0 ? -1 : WireReader.skip(WireReader.value(head), source, body, end);
      if (after < 0) {
        unreadable[entry] = true;
        return;
      }
      if (WireReader.value(head) == OtlpFields.KEY_VALUE_KEY) {
        keyFrom[entry] = WireReader.next(WireReader.length(source, body, end));
        keyTo[entry] = after;
      }
      at = after;
    }
  }

  private int add() {
    if (size == fieldFrom.length) {
      grow(size * 2);
    }
    values[size] = NO_BYTES;
    valueFrom[size] = -1;
    deleted[size] = false;
    unreadable[size] = false;
    return size++;
  }

  private void grow(int capacity) {
    fieldFrom = Arrays.copyOf(fieldFrom, capacity);
    fieldTo = Arrays.copyOf(fieldTo, capacity);
    keys = Arrays.copyOf(keys, capacity);
    keyFrom = Arrays.copyOf(keyFrom, capacity);
    keyTo = Arrays.copyOf(keyTo, capacity);
    values = Arrays.copyOf(values, capacity);
    valueFrom = Arrays.copyOf(valueFrom, capacity);
    valueTo = Arrays.copyOf(valueTo, capacity);
    deleted = Arrays.copyOf(deleted, capacity);
    unreadable = Arrays.copyOf(unreadable, capacity);
  }

  /** How many entries there are; deleted ones are among them. */
  int size() {
    return size;
  }

  /** The first entry of a key that is not deleted, from one on; negative if there is none. */
  int find(byte[] key, int firstEntry) {
    for (int entry = firstEntry; entry < size; entry++) {
      if (!deleted[entry]
          && Arrays.equals(keys[entry], keyFrom[entry], keyTo[entry], key, 0, key.length)) {
        return entry;
      }
    }
    return -1;
  }

  boolean isDeleted(int entry) {
    return deleted[entry];
  }

  byte[] keyBytes(int entry) {
    return keys[entry];
  }

  int keyFrom(int entry) {
    return keyFrom[entry];
  }

  int keyTo(int entry) {
    return keyTo[entry];
  }

  /** Reads the value of an entry. */
  void read(int entry, ValueReader into) {
    if (isChanged(entry)) {
      into.of(values[entry], valueFrom[entry], valueTo[entry]);
    } else {
      into.ofPair(source, pairFrom(entry), fieldTo[entry]);
    }
  }

  private boolean isChanged(int entry) {
    return valueFrom[entry] >= 0;
  }

  private int pairFrom(int entry) {
    long head = WireReader.tag(source, fieldFrom[entry], fieldTo[entry]);
    return WireReader.next(WireReader.length(source, WireReader.next(head), fieldTo[entry]));
  }

  /** Deletes what has the same key as an entry behind it. */
  void deleteTwins(int entry, byte[] key) {
    for (int twin = find(key, entry + 1); twin >= 0; twin = find(key, twin + 1)) {
      delete(twin);
    }
  }

  /** Deletes what has bytes that make no sense, and the end of a message from such bytes on. */
  void deleteUnreadable() {
    changed |= !whole;
    for (int entry = 0; entry < size; entry++) {
      if (unreadable[entry]) {
        delete(entry);
      }
    }
  }

  void delete(int entry) {
    deleted[entry] = true;
    changed = true;
  }

  /** Puts a value, the content of an {@code AnyValue}, in the place of an entry's. */
  void set(int entry, byte[] bytes, int begin, int end) {
    values[entry] = bytes;
    valueFrom[entry] = begin;
    valueTo[entry] = end;
    changed = true;
  }

  /** Adds an attribute. */
  void append(byte[] key, byte[] bytes, int begin, int end) {
    int entry = add();
    keys[entry] = key;
    keyFrom[entry] = 0;
    keyTo[entry] = key.length;
    set(entry, bytes, begin, end);
  }

  /**
   * Where the value of an entry lies, if it is in one piece, as start and end; a copy of its pieces
   * put together otherwise, as protobuf does.
   */
  Piece value(int entry) {
    if (isChanged(entry)) {
      return new Piece(values[entry], valueFrom[entry], valueTo[entry]);
    }
    Piece found = new Piece(NO_BYTES, 0, 0);
    int end = fieldTo[entry];
    for (int at = pairFrom(entry); at < end; ) {
      long head = WireReader.tag(source, at, end);
      int body = WireReader.next(head);
      int after = head < 0 ? -1 : WireReader.skip(WireReader.value(head), source, body, end);
      if (after < 0) {
        return found;
      }
      if (WireReader.value(head) == OtlpFields.KEY_VALUE_VALUE) {
        int begin = WireReader.next(WireReader.length(source, body, end));
        found = found.and(new Piece(source, begin, after));
      }
      at = after;
    }
    return found;
  }

  /** The content of an {@code AnyValue}. */
  static final class Piece {
    final byte[] bytes;
    final int from;
    final int to;

    Piece(byte[] bytes, int from, int to) {
      this.bytes = bytes;
      this.from = from;
      this.to = to;
    }

    private Piece and(Piece more) {
      if (from == to) {
        return more;
      }
      int length = to - from;
      byte[] both = new byte[length + more.to - more.from];
      System.arraycopy(bytes, from, both, 0, length);
      System.arraycopy(more.bytes, more.from, both, length, more.to - more.from);
      return new Piece(both, 0, both.length);
    }
  }

  /** Whether anything is not as it came. */
  boolean isChanged() {
    return changed;
  }

  /** Bytes of the message as it leaves. */
  long bytes() {
    long bytes = (long) to - from;
    for (int entry = 0; entry < size; entry++) {
      boolean sent = entry < sourced;
      if (deleted[entry] || isChanged(entry)) {
        bytes -= sent ? fieldTo[entry] - fieldFrom[entry] : 0;
        bytes += deleted[entry] ? 0 : OtlpWriter.fieldSize(tag, pairBytes(entry));
      }
    }
    return bytes;
  }

  private long pairBytes(int entry) {
    return OtlpWriter.fieldSize(OtlpFields.KEY_VALUE_KEY, keyTo[entry] - keyFrom[entry])
        + OtlpWriter.fieldSize(OtlpFields.KEY_VALUE_VALUE, valueTo[entry] - valueFrom[entry]);
  }

  /** Writes the message as it leaves. @return the position behind it */
  int write(byte[] target, int at) {
    int pos = copy(from, insertAt, target, at);
    for (int entry = 0; entry < size; entry++) {
      if (deleted[entry]) {
        continue;
      }
      pos =
          isChanged(entry)
              ? writePair(entry, target, pos)
              : copy(fieldFrom[entry], fieldTo[entry], target, pos);
    }
    int copied = insertAt;
    for (int entry = 0; entry < sourced; entry++) {
      pos = copy(copied, fieldFrom[entry], target, pos);
      copied = fieldTo[entry];
    }
    return copy(copied, to, target, pos);
  }

  private int copy(int begin, int end, byte[] target, int at) {
    System.arraycopy(source, begin, target, at, end - begin);
    return at + end - begin;
  }

  private int writePair(int entry, byte[] target, int at) {
    int key = keyTo[entry] - keyFrom[entry];
    int value = valueTo[entry] - valueFrom[entry];
    int pos = OtlpWriter.writeHead(target, at, tag, Math.toIntExact(pairBytes(entry)));
    pos = OtlpWriter.writeHead(target, pos, OtlpFields.KEY_VALUE_KEY, key);
    System.arraycopy(keys[entry], keyFrom[entry], target, pos, key);
    pos = OtlpWriter.writeHead(target, pos + key, OtlpFields.KEY_VALUE_VALUE, value);
    System.arraycopy(values[entry], valueFrom[entry], target, pos, value);
    return pos + value;
  }
}
