package io.spanweir.receiver.transcode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The beginnings of attributes that came lately. Senders write the same keys in the same order, so
 * what came behind a phrase the last time is tried first, in a few comparisons; then its place in a
 * small table. A phrase that came twice is remembered in place of one of the three others that its
 * place has; so what strangers invent takes bounded memory, and time that doesn't grow. One for
 * each thread.
 */
public final class Phrases {
  /** A longer key is none of a phrase. */
  public static final int KEY_BYTES_MAX = Phrase.KEY_BYTES_MAX;

  private static final int WAYS = 4;
  private static final int SETS_LOG = 8;
  private static final int SLOTS = WAYS << SETS_LOG;

  /** One of so many is remembered at once: two that come in turns would keep each other out. */
  private static final int ADMITTED_MASK = 15;

  /** What nothing came before. */
  private static final int START = SLOTS;

  /** The golden ratio in 64 bits (Knuth, The Art of Computer Programming 3, §6.4). */
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  private final Keys keys;
  private final List<Phrase.Form> forms;
  private final byte[][] middles;
  private final Meanings meanings;
  private final @Nullable Phrase[] slots = new Phrase[SLOTS];
  private final int[] next = new int[SLOTS + 1];
  private final long[] seen = new long[SLOTS];
  private final long[] asked = new long[1 << SETS_LOG];
  private long list;
  private int last = START;
  private int misses;
  private int victim;
  private boolean repeated;

  /** Finds keys, in whichever encoding. */
  public interface Keys {
    /**
     * Where the key of an attribute is that begins here: its beginning and, in the lower half, its
     * end; -1 if there is none, or one that is empty, long or more than what its bytes are. There
     * are eight bytes from its beginning on, and before the end.
     */
    long find(byte[] source, int at, int end);
  }

  /** Says what a key means to its owner. */
  public interface Meanings {
    /** What {@code bytes[from, from + length)} means, 0 or more; -1 if it can't be in a phrase. */
    int of(byte[] bytes, int from, int length);
  }

  /**
   * Of JSON.
   *
   * @param opening what stands before a key, its quote included
   * @param forms of what may stand behind it
   */
  public Phrases(String opening, List<Phrase.Form> forms, Meanings meanings) {
    this(quoted(ascii(opening)), forms, meanings);
  }

  /**
   * @param keys finds them
   * @param forms of what may stand behind a key
   */
  public Phrases(Keys keys, List<Phrase.Form> forms, Meanings meanings) {
    this.keys = keys;
    this.forms = List.copyOf(forms);
    this.meanings = meanings;
    middles = forms.stream().map(form -> ascii(form.middle())).toArray(byte[][]::new);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Begins with a list of attributes. */
  public void begin() {
    list++;
    last = START;
  }

  /** The phrase at this place; null if it is unknown or none. */
  public @Nullable Phrase find(byte[] source, int at, int end) {
    int slot = next[last];
    Phrase phrase = slots[slot];
    if (phrase == null || !phrase.is(source, at, end)) {
      slot = slot(source, at, end);
      if (slot < 0) {
        return null;
      }
      next[last] = slot;
      phrase = slots[slot];
    }
    last = slot;
    repeated = seen[slot] == list;
    seen[slot] = list;
    return phrase;
  }

  /** Whether the phrase found last was found before in the same list. */
  public boolean repeated() {
    return repeated;
  }

  /** Where a phrase is, which may be a new one now; -1 if there is none. */
  private int slot(byte[] source, int at, int end) {
    long found = keys.find(source, at, end);
    if (found < 0) {
      return -1;
    }
    int key = (int) (found >>> Integer.SIZE);
    int length = (int) found - key;
    long hash = hash(source, key, length);
    int set = (int) (hash >>> (Long.SIZE - SETS_LOG));
    for (int i = set * WAYS; i < (set + 1) * WAYS; i++) {
      Phrase phrase = slots[i];
      if (phrase != null && phrase.is(source, at, end)) {
        return i;
      }
    }
    if (asked[set] != hash && (++misses & ADMITTED_MASK) != 0) {
      asked[set] = hash;
      return -1;
    }
    return remember(source, at, key, length, end, set);
  }

  /** Keys in quotes, short and of plain letters. */
  private static Keys quoted(byte[] opening) {
    return (json, at, end) -> {
      int from = at + opening.length;
      int to = Words.startsWith(json, at, end, opening) ? keyEnd(json, from, end) : -1;
      return to < 0 ? -1 : (long) from << Integer.SIZE | to;
    };
  }

  /** Where a key ends that is short and of plain letters; -1 if it is not. */
  private static int keyEnd(byte[] json, int from, int end) {
    int limit = Math.min(from + Phrase.KEY_BYTES_MAX, end - Long.BYTES);
    for (int i = from; i <= limit; i += Long.BYTES) {
      long special = Words.special(Words.get(json, i));
      if (special != 0) {
        int to = i + Words.index(special);
        return json[to] == '"' && to - from <= Phrase.KEY_BYTES_MAX ? to : -1;
      }
    }
    return -1;
  }

  /** There are eight bytes from the key on, and before its end. */
  private static long hash(byte[] source, int from, int length) {
    long first = Words.get(source, from);
    if (length < Long.BYTES) {
      first &= (1L << (Byte.SIZE * length)) - 1;
      return (first + length) * MIX;
    }
    long last = Words.get(source, from + length - Long.BYTES);
    return ((first * MIX ^ last) + length) * MIX;
  }

  private int remember(byte[] source, int at, int key, int keyLength, int end, int set) {
    int form = form(source, key + keyLength, end);
    int meaning = form < 0 ? -1 : meanings.of(source, key, keyLength);
    int slot = set * WAYS + victim;
    if (meaning < 0 || seen[slot] == list) {
      return -1;
    }
    victim = (victim + 1) % WAYS;
    int to = key + keyLength + middles[form].length;
    slots[slot] = new Phrase(source, at, key, keyLength, to, forms.get(form), form, meaning);
    return slot;
  }

  private int form(byte[] source, int at, int end) {
    for (int i = 0; i < middles.length; i++) {
      if (Words.startsWith(source, at, end, middles[i])) {
        return i;
      }
    }
    return -1;
  }

  /** How many are remembered. */
  int size() {
    return (int) Arrays.stream(slots).filter(phrase -> phrase != null).count();
  }
}
