package io.spanweir.processor.tailsampling;

import io.spanweir.processor.tailsampling.policy.PolicyBook;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The latest sets of policies by their version, so that old decisions can be read. Any thread. */
final class PolicyHistory {
  private static final int BOOKS_MAX = 16;

  private final List<PolicyBook> books = new ArrayList<>();
  private int firstVersion;

  /** Adds policies that take over. @return their version */
  synchronized int add(PolicyBook book) {
    if (books.size() == BOOKS_MAX) {
      books.remove(0);
      firstVersion++;
    }
    books.add(book);
    return firstVersion + books.size() - 1;
  }

  /** The policies of a version; null if that was too many versions ago. */
  synchronized @Nullable PolicyBook of(int version) {
    int at = version - firstVersion;
    return at < 0 || at >= books.size() ? null : books.get(at);
  }
}
