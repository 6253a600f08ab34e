package io.spanweir.deploy;

import io.spanweir.core.telemetry.TraceFate.PolicyVote;
import io.spanweir.core.telemetry.TraceFate.Vote;
import java.util.List;

/** Which votes are shown where there are very many policies: those that are not a plain no. */
final class VotesShown {
  private static final int ALL_MAX = 100;
  private static final int SHOWN_MAX = 1_000;

  private VotesShown() {}

  static List<PolicyVote> of(List<PolicyVote> votes) {
    return votes.size() <= ALL_MAX
        ? votes
        : votes.stream().filter(VotesShown::isYes).limit(SHOWN_MAX).toList();
  }

  private static boolean isYes(PolicyVote vote) {
    return yes(vote.vote()) || yes(vote.would());
  }

  private static boolean yes(Vote vote) {
    return vote == Vote.SAMPLED || vote == Vote.DROPPED;
  }
}
