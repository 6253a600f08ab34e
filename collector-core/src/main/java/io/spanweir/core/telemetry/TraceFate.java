package io.spanweir.core.telemetry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a component says of one trace. */
public sealed interface TraceFate {
  /**
   * It was decided, and there is a record of it.
   *
   * @param policy the policy that kept or dropped it; null if none did, or if its name is not known
   *     any more
   * @param reason why it was decided then: the value of the label {@code reason} in own metrics
   * @param decidedEpochNanos when, ns since 1970
   * @param spans how many it had then
   * @param lateSpans how many have come since, as far as they were seen to
   * @param waitingSpans how many of a kept one still wait to be handed on
   * @param bytes what it took up in the buffer then
   * @param durationNanos its latest end less its earliest start then
   * @param policiesChanged whether other policies have taken over since
   * @param votes what its policies said, in the order they are asked; empty where nobody asked them
   *     or they are not known any more
   */
  record Decided(
      long idHigh,
      long idLow,
      boolean kept,
      @Nullable String policy,
      String reason,
      long decidedEpochNanos,
      long spans,
      long lateSpans,
      long waitingSpans,
      long bytes,
      long durationNanos,
      boolean policiesChanged,
      List<PolicyVote> votes)
      implements TraceFate {
    public Decided {
      votes = List.copyOf(votes);
    }
  }

  /**
   * It waits to be decided.
   *
   * @param spans how many have come
   * @param bytes what it takes up in the buffer
   * @param durationNanos latest end less earliest start, so far
   * @param ageNanos since its first span, about; -1 where that is not known
   * @param dueNanos until it is decided if nothing else happens, about; -1 where that is not known
   * @param votes what policies would say now
   */
  record Open(
      long spans,
      long bytes,
      long durationNanos,
      long ageNanos,
      long dueNanos,
      List<PolicyVote> votes)
      implements TraceFate {
    public Open {
      votes = List.copyOf(votes);
    }
  }

  /**
   * It was decided so long ago that nothing but the outcome is known.
   *
   * @param policy the policy that kept it; null for a dropped one
   */
  record Remembered(boolean kept, @Nullable String policy) implements TraceFate {}

  /** What a policy says of a trace. */
  enum Vote {
    SAMPLED,
    NOT_SAMPLED,
    DROPPED,
    /** It was not asked: another one had decided before its turn. */
    NOT_ASKED
  }

  /**
   * The vote of a policy.
   *
   * @param vote what it said when the trace was decided
   * @param would what it would have said, or would say now; {@link Vote#NOT_ASKED} where it said
   *     something, or where that depends on a budget or can't be told
   */
  record PolicyVote(String policy, Vote vote, Vote would) {}
}
