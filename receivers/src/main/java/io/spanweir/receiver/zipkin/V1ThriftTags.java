package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.Ascii;
import io.spanweir.receiver.thrift.ThriftReader;
import io.spanweir.receiver.transcode.Phrase;
import io.spanweir.receiver.transcode.Phrases;
import io.spanweir.receiver.transcode.Repeat;
import io.spanweir.receiver.zipkin.ZipkinSpan.ValueType;
import java.util.List;

/**
 * Writes binary annotations that are what nearly all are: a text under a key that came before, each
 * key once, and all with one endpoint. Key and what stands around it are compared and not read; so
 * are type and endpoint behind the value, with those of the annotation before. Not thread safe.
 */
final class V1ThriftTags {
  /** Head and length of the key, which is the first field. */
  private static final int KEY_HEAD_BYTES = 7;

  /** Eight bytes read there have the key's type and number above this and its length. */
  private static final int KEY_HEAD_SHIFT = Integer.SIZE + Byte.SIZE;

  private static final int KEY_HEAD = ThriftReader.STRING << Short.SIZE | 1;

  /** The head of the second field, the value, whose length follows. */
  private static final List<Phrase.Form> FORMS =
      List.of(new Phrase.Form("\u000b\u0000\u0002", false, 0));

  /** Keys of so many letters say what an annotation is, not what a tag is. */
  private static final int CORE_LETTERS = 2;

  private final ThriftReader in;
  private final V1Span span;
  private final SpanText text;
  private final V1ThriftHosts hosts;
  private final Phrases phrases = new Phrases(V1ThriftTags::key, FORMS, V1ThriftTags::meaning);
  private int host;

  /** What stood behind the last value. */
  private final Repeat rest = new Repeat();

  V1ThriftTags(ThriftReader in, V1Span span, V1ThriftHosts hosts) {
    this.in = in;
    this.span = span;
    this.hosts = hosts;
    text = span.text();
  }

  private static long key(byte[] bytes, int at, int end) {
    int from = at + KEY_HEAD_BYTES;
    if (end - from < Long.BYTES) {
      return -1;
    }
    long head = ThriftReader.i64(bytes, at);
    int length = (int) (head >>> Byte.SIZE);
    boolean isKey =
        head >>> KEY_HEAD_SHIFT == KEY_HEAD
            && length > 0
            && length <= Math.min(Phrases.KEY_BYTES_MAX, end - from)
            && Ascii.is(bytes, from, from + length);
    return isKey ? (long) from << Integer.SIZE | (from + length) : -1;
  }

  private static int meaning(byte[] bytes, int from, int length) {
    return length == CORE_LETTERS ? -1 : WrittenTags.meaning(bytes, from, length);
  }

  /** Begins with a span's list, and holds nothing of what was before it. */
  void begin() {
    phrases.begin();
    rest.forget();
  }

  /**
   * Writes annotations from the next on, as long as they are usual ones, and adds those to the
   * span's that mean more than a tag; the reader is at the first that isn't then.
   *
   * @return how many, {@code most} at most
   */
  int write(int most) throws MalformedException {
    byte[] bytes = in.bytes();
    int at = in.position();
    int end = at + in.left();
    int count = 0;
    while (count < most) {
      Phrase phrase = phrases.find(bytes, at, end);
      if (phrase == null || phrases.repeated()) {
        break;
      }
      int from = at + phrase.length() + Integer.BYTES;
      int length = from <= end ? ThriftReader.i32(bytes, from - Integer.BYTES) : -1;
      int next = length < 0 || length > end - from ? -1 : rest(bytes, from + length, end);
      if (next < 0) {
        break;
      }
      put(phrase, at, from, length);
      at = next;
      count++;
    }
    in.goOn(at);
    return count;
  }

  /** Where what stands behind a value ends; -1 if it isn't a text's, with this endpoint. */
  private int rest(byte[] bytes, int at, int end) throws MalformedException {
    return rest.is(bytes, at, end) ? at + rest.length() : readRest(at);
  }

  private int readRest(int at) throws MalformedException {
    in.goOn(at);
    if (in.nextI32(3, V1ThriftBinaries.NO_TYPE) != V1ThriftBinaries.STRING) {
      return -1;
    }
    int read = in.isNext(4, ThriftReader.STRUCT) ? hosts.read() : V1Endpoints.NONE;
    boolean first = span.written().length() == 0;
    if ((!first && read != host) || in.left() == 0 || in.i8() != ThriftReader.STOP) {
      return -1;
    }
    host = read;
    span.writtenHost(read);
    rest.note(in.bytes(), at, in.position());
    return in.position();
  }

  private void put(Phrase phrase, int at, int from, int length) {
    boolean isShort = span.written().shortText(phrase, in.bytes(), from, length);
    if (!isShort || phrase.meaning() != TagMeaning.PLAIN.ordinal()) {
      int keyAt = at + phrase.keyAt();
      long key = SpanText.slice(keyAt, keyAt + phrase.keyLength());
      putRest(phrase, key, SpanText.slice(from, from + length), isShort);
    }
  }

  private void putRest(Phrase phrase, long key, long value, boolean written) {
    long utf8 = written ? value : text.utf8(value);
    if (!written) {
      span.written().text(text, key, utf8);
    }
    if (phrase.meaning() != TagMeaning.PLAIN.ordinal()) {
      span.binary(key, ValueType.TEXT, utf8, host, TagMeaning.at(phrase.meaning()));
    }
  }
}
