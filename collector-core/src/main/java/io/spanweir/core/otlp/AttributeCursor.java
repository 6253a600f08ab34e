package io.spanweir.core.otlp;

import io.spanweir.core.data.Slices;
import io.spanweir.core.data.SpanBatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Steps through the attributes of a span, a resource or a scope where they lie. A reusable
 * flyweight: aim it with one of the {@code of…} methods, then {@link #next} until false. Allocates
 * nothing but the strings that are asked for. Not thread safe; valid as long as the bytes are.
 *
 * <p>The bytes behind a field's length were never looked at before, so anything may be in them.
 * What makes no sense ends the iteration without a word: attributes before it have been seen, none
 * after it will be. A value that makes no sense is {@link ValueType#EMPTY}.
 *
 * <p>The same key may come twice, which OTLP forbids and senders do; both are shown. Otherwise what
 * comes twice counts as protobuf says: the last one.
 */
public final class AttributeCursor {
  private static final byte[] NO_BYTES = {};

  private final ValueReader value = new ValueReader();
  private byte[] bytes = NO_BYTES;

  /** Where attributes are read from and to, and the tag they have there. */
  private int at;

  private int end;
  private int attributeTag;

  /** Fields around the message that has the attributes; empty for a span. */
  private int outerAt;

  private int outerEnd;

  /** Slices of the item that are still to come; null if the bytes are in one piece. */
  private @Nullable SpanBatch batch;

  private @Nullable Slices slices;
  private int slice;
  private int sliceEnd;

  private int fieldOffset;
  private int keyOffset;
  private int keyLength;
  private int pairOffset;
  private int pairEnd;
  private boolean valueRead;

  /** Aims at the attributes of a row. */
  public AttributeCursor ofSpan(SpanBatch rows, int row) {
    return ofSpan(rows.rowBytes(row), rows.index().bodyOffset(row), rows.index().end(row));
  }

  /** Aims at the attributes of the span message at {@code [from, to)}. */
  public AttributeCursor ofSpan(byte[] source, int from, int to) {
    aim(source, OtlpFields.SPAN_ATTRIBUTES);
    at = SpanFacts.skipHead(source, from, to);
    end = to;
    return this;
  }

  /** Aims at the attributes of an item of {@link SpanBatch#resources}. */
  public AttributeCursor ofResource(SpanBatch rows, int resource) {
    aim(NO_BYTES, OtlpFields.RESOURCE_ATTRIBUTES);
    return slices(rows, rows.resources(), resource);
  }

  /** Aims at the attributes of the resource whose {@code ResourceSpans} fields are given. */
  public AttributeCursor ofResource(byte[] source, int from, int to) {
    aim(source, OtlpFields.RESOURCE_ATTRIBUTES);
    outerAt = from;
    outerEnd = to;
    return this;
  }

  /** Aims at the attributes of an item of {@link SpanBatch#scopes}. */
  public AttributeCursor ofScope(SpanBatch rows, int scope) {
    aim(NO_BYTES, OtlpFields.SCOPE_ATTRIBUTES);
    return slices(rows, rows.scopes(), scope);
  }

  /** Aims at the attributes of the scope whose {@code ScopeSpans} fields are given. */
  public AttributeCursor ofScope(byte[] source, int from, int to) {
    aim(source, OtlpFields.SCOPE_ATTRIBUTES);
    outerAt = from;
    outerEnd = to;
    return this;
  }

  /**
   * Aims at the fields of the message at {@code [from, to)} that are pairs and have this tag, such
   * as the attributes of an event or a link.
   */
  public AttributeCursor ofMessage(byte[] source, int from, int to, int tag) {
    aim(source, tag);
    at = from;
    end = to;
    return this;
  }

  /** Aims at the pairs of the {@code KeyValueList} at {@code [from, to)}. */
  AttributeCursor ofPairs(byte[] source, int from, int to) {
    return ofMessage(source, from, to, OtlpFields.LIST_VALUES);
  }

  private AttributeCursor slices(SpanBatch rows, Slices items, int item) {
    batch = rows;
    slices = items;
    slice = items.firstSlice(item);
    sliceEnd = items.lastSlice(item);
    return this;
  }

  private void aim(byte[] source, int tag) {
    bytes = source;
    attributeTag = tag;
    at = 0;
    end = 0;
    outerAt = 0;
    outerEnd = 0;
    batch = null;
    slices = null;
    slice = 0;
    sliceEnd = 0;
    keyOffset = 0;
    keyLength = 0;
    pairOffset = 0;
    pairEnd = 0;
    valueRead = false;
  }

  /** Where the field that holds the attribute begins, tag included. */
  public int fieldOffset() {
    return fieldOffset;
  }

  /** Where the field that holds the attribute ends. */
  public int fieldEnd() {
    return pairEnd;
  }

  /** Goes to the next attribute. @return false if there is none */
  public boolean next() {
    byte[] source = bytes;
    int pos = at;
    int length = end - pos > 1 && source[pos] == attributeTag ? source[pos + 1] : -1;
    if (length < 0 || length > end - pos - 2) {
      return search();
    }
    fieldOffset = pos;
    return enter(source, pos + 2, pos + 2 + length);
  }

  /** What has long lengths, other fields or the end before it. */
  private boolean search() {
    do {
      while (at < end) {
        long tag = WireReader.tag(bytes, at, end);
        int body = WireReader.next(tag);
        int after = tag < 0 ? WireReader.TRUNCATED : skip(WireReader.value(tag), body, end);
        if (after < 0) {
          return finish();
        }
        if (WireReader.value(tag) == attributeTag) {
          fieldOffset = at;
          return enter(bytes, WireReader.next(WireReader.length(bytes, body, end)), after);
        }
        at = after;
      }
    } while (nextMessage());
    return finish();
  }

  /** The usual pair, a short key and one short value behind it, is known at a glance. */
  private boolean enter(byte[] source, int from, int to) {
    pairOffset = from;
    pairEnd = to;
    at = to;
    valueRead = false;
    int length = to - from > 1 && source[from] == OtlpFields.KEY_VALUE_KEY ? source[from + 1] : -1;
    int behind = from + 2 + length;
    if (length >= 0
        && behind + 1 < to
        && source[behind] == OtlpFields.KEY_VALUE_VALUE
        && source[behind + 1] == to - behind - 2) {
      keyOffset = from + 2;
      keyLength = length;
      return true;
    }
    return searchKey() || finish();
  }

  private boolean searchKey() {
    keyOffset = pairOffset;
    keyLength = 0;
    int pos = pairOffset;
    while (pos < pairEnd) {
      long tag = WireReader.tag(bytes, pos, pairEnd);
      if (tag < 0) {
        return false;
      }
      int body = WireReader.next(tag);
      int after = skip(WireReader.value(tag), body, pairEnd);
      if (after < 0) {
        return false;
      }
      if (WireReader.value(tag) == OtlpFields.KEY_VALUE_KEY) {
        long length = WireReader.length(bytes, body, pairEnd);
        keyOffset = WireReader.next(length);
        keyLength = WireReader.value(length);
      }
      pos = after;
    }
    return true;
  }

  /** Goes to the next resource or scope message among the outer fields; there is one, usually. */
  private boolean nextMessage() {
    while (outerAt < outerEnd || nextSlice()) {
      long tag = WireReader.tag(bytes, outerAt, outerEnd);
      int body = WireReader.next(tag);
      int after = tag < 0 ? WireReader.TRUNCATED : skip(WireReader.value(tag), body, outerEnd);
      if (after < 0) {
        return false;
      }
      outerAt = after;
      if (WireReader.value(tag) == OtlpFields.RESOURCE_SPANS_RESOURCE) {
        at = WireReader.next(WireReader.length(bytes, body, outerEnd));
        end = after;
        return true;
      }
    }
    return false;
  }

  private boolean nextSlice() {
    if (batch == null || slices == null || slice == sliceEnd) {
      return false;
    }
    bytes = batch.chunk(slices.chunk(slice)).bytes();
    outerAt = slices.offset(slice);
    outerEnd = outerAt + slices.length(slice);
    slice++;
    return true;
  }

  private int skip(int tag, int from, int to) {
    return WireReader.skip(tag, bytes, from, to);
  }

  private boolean finish() {
    at = end;
    outerAt = outerEnd;
    slice = sliceEnd;
    return false;
  }

  /** The array that key and value lie in. */
  public byte[] bytes() {
    return bytes;
  }

  public int keyOffset() {
    return keyOffset;
  }

  public int keyLength() {
    return keyLength;
  }

  /** Whether the key is this text in UTF-8. */
  public boolean keyEquals(byte[] utf8) {
    return keyLength == utf8.length
        && Arrays.equals(bytes, keyOffset, keyOffset + keyLength, utf8, 0, utf8.length);
  }

  /** The key as text. */
  public String keyString() {
    return new String(bytes, keyOffset, keyLength, StandardCharsets.UTF_8);
  }

  /** The value of the attribute that stands here; moves with the cursor. */
  public ValueReader value() {
    if (!valueRead) {
      value.ofPair(bytes, pairOffset, pairEnd);
      valueRead = true;
    }
    return value;
  }

  public ValueType valueType() {
    return value().type();
  }

  /** Text of the value: {@link ValueReader#text}. */
  public String valueText() {
    return value().text();
  }
}
