package io.spanweir.processor.tailsampling;

import io.spanweir.processor.tailsampling.policy.PolicyBook;
import io.spanweir.processor.tailsampling.policy.TraceSummary;
import java.util.Map;

/**
 * The policies as one shard sees them: shared policies, a matcher of its own, and the epoch that
 * tells one set of policies, or of the lists they look into, from the next.
 */
final class PolicyView {
  private final PolicyBook book;
  private final SpanMatcher matcher;
  private final long[] wide;
  private final long[] noWide;
  private final int[] names;
  private final int version;
  private final int epoch;

  /**
   * @param version of the policies, as {@link PolicyHistory} gave it
   * @param lists the lists in files that policies look into
   */
  PolicyView(
      PolicyBook book, int version, PolicyNames names, int epoch, Map<String, TextTable> lists) {
    this.book = book;
    this.version = version;
    this.matcher = new SpanMatcher(book.predicates(), lists);
    int words = TraceSummary.wideWords(book.predicates().size());
    this.wide = new long[words];
    this.noWide = new long[words];
    this.names = book.names().stream().mapToInt(names::number).toArray();
    this.epoch = epoch & 0xff;
  }

  PolicyBook book() {
    return book;
  }

  SpanMatcher matcher() {
    return matcher;
  }

  /** Room for the answers that a row has no bits for. */
  long[] wide() {
    return wide;
  }

  /** The same when none of them is yes; nobody writes here. */
  long[] noWide() {
    return noWide;
  }

  /** The number of a policy's name. */
  int name(int policy) {
    return names[policy];
  }

  int version() {
    return version;
  }

  int epoch() {
    return epoch;
  }
}
