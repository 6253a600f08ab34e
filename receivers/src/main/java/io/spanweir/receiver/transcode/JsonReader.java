package io.spanweir.receiver.transcode;

import io.spanweir.core.otlp.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Steps over JSON (RFC 8259) in bytes, without making anything of them: a text or number is where
 * it stands. Strict: UTF-8 without a mark, no comments, no trailing commas, nothing behind the
 * value; or {@link #lenient}. Bounded: {@link #DEPTH_MAX} levels, names and numbers of a sensible
 * length; everything is looked at once, so time is a matter of the body's length, which its door
 * bounds.
 */
public final class JsonReader {
  static final int DEPTH_MAX = 64;
  static final int NUMBER_BYTES_MAX = 64;
  static final int NAME_BYTES_MAX = 1_000;
  static final int TEXT_BYTES_MAX = 8 << 20;

  private byte[] json;
  private int end;
  private int pos;
  private int depth;
  private int from;
  private int to;
  private boolean escaped;
  private boolean broken;
  private final boolean lenient;

  /** Reads {@code json[0, end)}. */
  public JsonReader(byte[] json, int end) {
    this(json, end, false);
  }

  private JsonReader(byte[] json, int end, boolean lenient) {
    this.json = json;
    this.end = end;
    this.lenient = lenient;
  }

  /**
   * Reads {@code json[0, end)} with the lenience of Gson, which Zipkin's server reads with: there
   * may be a mark before it; texts may have control characters, bytes that are no UTF-8 ({@link
   * #broken}) and two more escapes; literals may have capitals; keys, and numbers that are skipped,
   * may be as long as texts; what is skipped may have any number of levels.
   */
  public static JsonReader lenient(byte[] json, int end) {
    JsonReader reader = new JsonReader(json, end, true);
    reader.pos = JsonText.afterMark(json, end);
    return reader;
  }

  /** Begins again, with {@code source[begin, stop)}. */
  public void of(byte[] source, int begin, int stop) {
    json = source;
    end = stop;
    pos = begin;
    depth = 0;
  }

  public byte[] bytes() {
    return json;
  }

  /** Where the text or number read last begins, behind its quote. */
  public int from() {
    return from;
  }

  /** Where the text or number read last ends, before its quote. */
  public int to() {
    return to;
  }

  /** Whether the text read last has escapes or is broken; if not its bytes are what it means. */
  public boolean escaped() {
    return escaped;
  }

  /** Whether the text read last has bytes that are no UTF-8. */
  public boolean broken() {
    return broken;
  }

  /** The next byte that is no white space, which stays the next. */
  public int peek() throws MalformedException {
    int at = pos;
    if (at < end && json[at] > ' ') {
      return json[at];
    }
    skipSpace();
    if (pos == end) {
      throw new MalformedException("the JSON breaks off", end);
    }
    return json[pos];
  }

  /** Whether there is nothing left but white space. */
  public boolean atEnd() {
    skipSpace();
    return pos == end;
  }

  private void skipSpace() {
    while (pos < end && json[pos] <= ' ' && isSpace(json[pos])) {
      pos++;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /**
   * Enters an object or a list.
   *
   * @param bracket that opens it
   * @param what for the message if it is something else
   */
  public void enter(char bracket, String what) throws MalformedException {
    if (peek() != bracket) {
      throw malformed("expected " + what);
    }
    if (++depth > DEPTH_MAX) {
      throw malformed("more than " + DEPTH_MAX + " levels");
    }
    pos++;
  }

  /**
   * Whether the object or list has one more; leaves it if not.
   *
   * @param first whether none came so far, so that there is no comma before it
   * @param bracket that closes it
   */
  public boolean more(boolean first, char bracket) throws MalformedException {
    int b = peek();
    if (b == bracket) {
      pos++;
      depth--;
      return false;
    }
    if (!first) {
      if (b != ',') {
        throw malformed("expected a comma or the end of a list or object");
      }
      pos++;
    }
    return true;
  }

  /** Reads a key and its colon. */
  public void key() throws MalformedException {
    text("a key");
    if (to - from > NAME_BYTES_MAX && !lenient) {
      throw new MalformedException("a key of more than " + NAME_BYTES_MAX + " bytes", from);
    }
    if (peek() != ':') {
      throw malformed("expected a colon");
    }
    pos++;
  }

  /**
   * Reads a key and its colon if they are these bytes; if not nothing happens.
   *
   * @param written the key as most write it: its quotes, and the colon right behind them
   */
  public boolean key(byte[] written) throws MalformedException {
    peek();
    if (!Words.startsWith(json, pos, end, written)) {
      return false;
    }
    pos += written.length;
    return true;
  }

  /** Reads a text, and sees to it that it is one. */
  public void text(String what) throws MalformedException {
    if (peek() != '"') {
      throw malformed("expected " + what);
    }
    from = pos + 1;
    escaped = false;
    broken = false;
    int at = from;
    while (true) {
      if (at <= end - Long.BYTES) {
        long special = Words.special(Words.get(json, at));
        if (special == 0) {
          at += Long.BYTES;
          continue;
        }
        at += Words.index(special);
      } else if (at >= end) {
        throw new MalformedException("the JSON breaks off", end);
      }
      if (json[at] == '"') {
        break;
      }
      at = next(at);
    }
    to = at;
    pos = at + 1;
    if (to - from > TEXT_BYTES_MAX) {
      throw new MalformedException("a text of more than " + TEXT_BYTES_MAX + " bytes", from);
    }
  }

  /** Where the character ends that begins here. */
  private int next(int at) throws MalformedException {
    byte b = json[at];
    int after = at + 1;
    if (b == '\\') {
      escaped = true;
      after = JsonText.afterEscape(json, at, end, lenient);
      if (after < 0) {
        throw new MalformedException("an escape that JSON doesn't have", at);
      }
    } else if (b < 0) {
      after = JsonText.afterCharacter(json, at, end);
      if (after < 0) {
        after = afterBroken(at);
      }
    } else if (b < ' ' && !lenient) {
      throw new MalformedException("a control character in a text", at);
    }
    return after;
  }

  /** One byte further, which is never too far: what isn't ASCII is no quote. */
  private int afterBroken(int at) throws MalformedException {
    if (!lenient) {
      throw new MalformedException("a text is not UTF-8", at);
    }
    escaped = true;
    broken = true;
    return at + 1;
  }

  /** Reads a number, and sees to it that it is one. */
  public void number(String what) throws MalformedException {
    number(what, NUMBER_BYTES_MAX);
  }

  private void number(String what, int bytesMax) throws MalformedException {
    peek();
    int after = JsonNumber.after(json, pos, end);
    if (after < 0) {
      throw malformed("expected " + what);
    }
    if (after - pos > bytesMax) {
      throw malformed("a number of more than " + bytesMax + " bytes");
    }
    read(pos, after, after);
  }

  /**
   * Takes note of a text without escapes, or a number, that somebody else read.
   *
   * @param begin as {@link #from}
   * @param stop as {@link #to}
   * @param next the position behind it
   */
  void read(int begin, int stop, int next) {
    from = begin;
    to = stop;
    pos = next;
    escaped = false;
  }

  /** Reads a number, written as one or as a text; its bytes are {@code [from, to)}. */
  public void numberOrText(String what) throws MalformedException {
    if (peek() != '"') {
      number(what);
      return;
    }
    text(what);
    if (escaped || to - from > NUMBER_BYTES_MAX) {
      throw malformedHere("expected " + what);
    }
  }

  /** Steps over a literal, which is in lower case, if it is the next. */
  public boolean literal(String word) throws MalformedException {
    peek();
    if (pos + word.length() > end) {
      return false;
    }
    int ignored = lenient ? 'a' ^ 'A' : 0;
    for (int i = 0; i < word.length(); i++) {
      if ((json[pos + i] | ignored) != word.charAt(i)) {
        return false;
      }
    }
    pos += word.length();
    return true;
  }

  /** Steps over {@code written[0, length)} if that is the next; it has as many brackets as ends. */
  public boolean skip(byte[] written, int length) {
    int to = pos + length;
    if (to > end || !Arrays.equals(json, pos, to, written, 0, length)) {
      return false;
    }
    pos = to;
    return true;
  }

  /** Steps over a value of any kind. */
  public void skip() throws MalformedException {
    switch (peek()) {
      case '{' -> {
        if (!skippedDeep()) {
          enter('{', "");
          for (boolean first = true; more(first, '}'); first = false) {
            key();
            skip();
          }
        }
      }
      case '[' -> {
        if (!skippedDeep()) {
          enter('[', "");
          for (boolean first = true; more(first, ']'); first = false) {
            skip();
          }
        }
      }
      case '"' -> text("");
      case 't', 'f', 'n', 'T', 'F', 'N' -> {
        if (!literal("true") && !literal("false") && !literal("null")) {
          throw malformed("expected a value");
        }
      }
      default -> number("a value", lenient ? TEXT_BYTES_MAX : NUMBER_BYTES_MAX);
    }
  }

  /** Steps over an object or a list that is too deep to be looked into, if it may be there. */
  private boolean skippedDeep() throws MalformedException {
    if (depth < DEPTH_MAX || !lenient) {
      return false;
    }
    skipUnread();
    return true;
  }

  /** Steps over a value that may be no JSON, to where it ends by its brackets and quotes. */
  public void skipUnread() throws MalformedException {
    peek();
    pos = JsonBrackets.after(json, pos, end);
  }

  /** Where it is, to come {@link #back} to. */
  public long mark() {
    return (long) depth << 32 | pos;
  }

  /** Goes back to where {@link #mark} was asked for: what came since is the next again. */
  public void back(long mark) {
    depth = (int) (mark >> 32);
    pos = (int) mark;
  }

  /** Goes on at a position behind this one, on the same level. */
  public void moveTo(int position) {
    pos = position;
  }

  /** Whether so many levels more are still allowed. */
  boolean hasLevels(int more) {
    return depth + more <= DEPTH_MAX;
  }

  /** Where the JSON ends. */
  public int end() {
    return end;
  }

  /** The position of the byte that is the next, white space included. */
  public int position() {
    return pos;
  }

  /** The text or number read last, as it is written. */
  public String string() {
    return new String(json, from, to - from, StandardCharsets.UTF_8);
  }

  /** Wrong at the byte that is the next. */
  public MalformedException malformed(String problem) {
    return new MalformedException(problem, pos);
  }

  /** Wrong at the text or number read last. */
  public MalformedException malformedHere(String problem) {
    return new MalformedException(problem, from);
  }
}
