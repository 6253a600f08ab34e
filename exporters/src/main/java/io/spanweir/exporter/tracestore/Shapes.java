package io.spanweir.exporter.tracestore;

import io.spanweir.core.otlp.OtlpWriter;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TermsEnum.SeekStatus;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * What many spans have in common. Spans of one operation have the same service, name and keys, and
 * those of one process the same resource; so a part has one term for such a <i>shape</i>, and which
 * conditions a shape fulfils is written once in a slice: {@code [0..8) condition, [8..16) shape}.
 * Who looks for a condition looks for its shapes, and for the condition itself: when it has as many
 * shapes as are worth looking for, parts with further ones have it as a term of its own.
 *
 * <p>A tag's value has a term with its service alone: the services that have a key are written in
 * the same way, {@code [0..8) key, [8..16) service}.
 *
 * <p>A shape's number is a hash of all that it says, so it means the same in all slices. What a
 * slice is known to have is not added to it again. The writing thread's, but for {@link #find}.
 */
final class Shapes extends TokenStream {
  /** A condition of more is a term itself: as many are looked for in a millisecond. */
  static final int MEMBERS_MAX = 64;

  /** Past it, what is known is forgotten and written again. */
  static final long BYTES_MAX = 24 << 20;

  /** An entry of a map of longs with what it leads to, and a shape with its two arrays. */
  private static final long ENTRY_BYTES = 88;

  private static final long SHAPE_BYTES = 144;
  private static final long[] NO_TERMS = {};

  /** What is known of a shape. Immutable. */
  static final class Known {
    private final long[] terms;
    private final int[] plainTags;

    private Known(long[] terms, int[] plainTags) {
      this.terms = terms;
      this.plainTags = plainTags;
    }

    /** The conditions that parts with this shape have as terms. */
    long[] terms() {
      return terms;
    }

    /** The numbers of the tags whose values they have without the service too. */
    int[] plainTags() {
      return plainTags;
    }
  }

  private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
  private final BytesRef bytes = new BytesRef(new byte[2 * Long.BYTES]);
  private final Map<Long, Known> known = new HashMap<>();
  private final Map<Long, int[]> counts = new HashMap<>();
  private final Map<Long, Boolean> listed = new HashMap<>();
  private final LongList pending = new LongList();
  private final LongList direct = new LongList();
  private final int membersMax;

  /** Of the arrays of all shapes that are known: one may have thousands of tags. */
  private long arrayBytes;

  private int at;

  /**
   * @param membersMax so many shapes, or services, are written for a condition
   */
  Shapes(int membersMax) {
    this.membersMax = membersMax;
  }

  /** A new slice has none, or it isn't known any more which it has. */
  void forget() {
    forgetKnown();
    pending.clear();
  }

  private void forgetKnown() {
    known.clear();
    counts.clear();
    listed.clear();
    arrayBytes = 0;
  }

  /** What was to be written is: another document has what comes now. */
  void clearPart() {
    pending.clear();
  }

  /** Whether there is nothing to be written. */
  boolean isEmpty() {
    return pending.size() == 0;
  }

  /** What is known of a shape; null if nothing is. */
  @Nullable Known known(long shape) {
    return known.get(shape);
  }

  /** About what memory is taken by what is known. */
  long bytes() {
    return SHAPE_BYTES * known.size() + ENTRY_BYTES * (counts.size() + listed.size()) + arrayBytes;
  }

  /** Learns what a shape fulfils. */
  Known learn(long shape, LongSet conditions, int[] plainTags) {
    if (bytes() > BYTES_MAX) {
      forgetKnown();
    }
    direct.clear();
    for (int i = 0; i < conditions.size(); i++) {
      if (!write(conditions.get(i), shape)) {
        direct.add(conditions.get(i));
      }
    }
    Known learnt = new Known(direct.size() == 0 ? NO_TERMS : direct.toArray(), plainTags);
    known.put(shape, learnt);
    arrayBytes += (long) Long.BYTES * learnt.terms.length + (long) Integer.BYTES * plainTags.length;
    return learnt;
  }

  /**
   * Writes that something is one of a condition's, unless it is.
   *
   * @return whether it is; if not, the condition has enough of them
   */
  boolean list(long condition, long member) {
    return listed.computeIfAbsent(Terms.of(condition, member), entry -> write(condition, member));
  }

  private boolean write(long condition, long member) {
    int[] count = counts.computeIfAbsent(condition, c -> new int[1]);
    if (count[0] == membersMax) {
      return false;
    }
    count[0]++;
    pending.add(condition);
    pending.add(member);
    return true;
  }

  @Override
  public void reset() {
    at = 0;
  }

  @Override
  public boolean incrementToken() {
    if (at == pending.size()) {
      return false;
    }
    clearAttributes();
    OtlpWriter.writeId(bytes.bytes, 0, pending.get(at++));
    OtlpWriter.writeId(bytes.bytes, Long.BYTES, pending.get(at++));
    term.setBytesRef(bytes);
    return true;
  }

  /** Adds all that is a condition's, in any slice. Any thread. */
  static void find(View view, long condition, Set<Long> to) throws IOException {
    BytesRef first = Fields.eight(condition);
    for (LeafReaderContext leaf : view.leaves()) {
      org.apache.lucene.index.Terms terms = leaf.reader().terms(Fields.SHAPES);
      if (terms == null) {
        continue;
      }
      TermsEnum entries = terms.iterator();
      if (entries.seekCeil(first) == SeekStatus.END) {
        continue;
      }
      for (BytesRef entry = entries.term();
          entry != null && Fields.eight(entry, 0) == condition;
          entry = entries.next()) {
        to.add(Fields.eight(entry, Long.BYTES));
      }
    }
  }
}
