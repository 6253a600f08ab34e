package io.spanweir.processor.tailsampling;

import io.spanweir.core.telemetry.TraceFate.PolicyVote;
import io.spanweir.core.telemetry.TraceFate.Vote;
import io.spanweir.processor.tailsampling.policy.PolicyBook;
import io.spanweir.processor.tailsampling.policy.TraceSummary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each policy said of a trace. It need not be written down: policies are asked in a known
 * order until one decides, so all before that one did not want the trace, and those after it were
 * not asked. What they would have said follows from the same summary, but for those with a budget.
 */
final class Votes {
  private Votes() {}

  /**
   * The votes on a trace that was decided.
   *
   * @param decision as {@link PolicyBook#decide} said it
   * @param summary what it was decided on; null if that is not known any more
   */
  static List<PolicyVote> decided(PolicyBook book, int decision, @Nullable TraceSummary summary) {
    int decider = decision >= PolicyBook.NOT_SAMPLED ? decision : PolicyBook.droppedBy(decision);
    Vote last = decision >= 0 ? Vote.SAMPLED : Vote.DROPPED;
    List<PolicyVote> votes = new ArrayList<>(book.size());
    boolean over = false;
    for (int turn = 0; turn < book.size(); turn++) {
      int policy = book.asked(turn);
      boolean decides = policy == decider;
      Vote vote = decides ? last : over ? Vote.NOT_ASKED : Vote.NOT_SAMPLED;
      Vote would = over ? would(book, policy, summary) : Vote.NOT_ASKED;
      votes.add(new PolicyVote(book.name(policy), vote, would));
      over |= decides;
    }
    return votes;
  }

  /** What policies would say now of a trace that is open. */
  static List<PolicyVote> open(PolicyBook book, @Nullable TraceSummary summary) {
    List<PolicyVote> votes = new ArrayList<>(book.size());
    for (int turn = 0; turn < book.size(); turn++) {
      int policy = book.asked(turn);
      votes.add(new PolicyVote(book.name(policy), Vote.NOT_ASKED, would(book, policy, summary)));
    }
    return votes;
  }

  /** Asking a policy with a budget would use it up. */
  private static Vote would(PolicyBook book, int policy, @Nullable TraceSummary summary) {
    if (summary == null || book.limited(policy)) {
      return Vote.NOT_ASKED;
    }
    return switch (book.vote(policy, summary)) {
      case SAMPLED -> Vote.SAMPLED;
      case NOT_SAMPLED -> Vote.NOT_SAMPLED;
      case DROPPED -> Vote.DROPPED;
    };
  }
}
