package io.spanweir.processor.tailsampling;

import io.spanweir.processor.tailsampling.policy.PolicyBook;

/**
 * The policies as one shard sees them: shared policies, a matcher of its own, and the epoch that
 * tells one set of policies from the next.
 */
final class PolicyView {
  private final PolicyBook book;
  private final SpanMatcher matcher;
  private final int[] names;
  private final int epoch;

  PolicyView(PolicyBook book, PolicyNames names, int epoch) {
    this.book = book;
    this.matcher = new SpanMatcher(book.predicates());
    this.names = book.names().stream().mapToInt(names::number).toArray();
    this.epoch = epoch & 0xff;
  }

  PolicyBook book() {
    return book;
  }

  SpanMatcher matcher() {
    return matcher;
  }

  /** The number of a policy's name. */
  int name(int policy) {
    return names[policy];
  }

  int epoch() {
    return epoch;
  }
}
