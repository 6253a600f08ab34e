package io.spanweir.bench.generator;

/**
 * What the generator did, counted in spans unless a name says otherwise.
 *
 * @param sent in requests that were begun
 * @param accepted in requests answered with success, without the spans such an answer rejected
 * @param rejected turned away one by one in answers that otherwise succeeded
 * @param refused in requests answered with a code that asks to try again
 * @param failed in requests answered with another code, or not at all because the connection ended
 * @param requests how many requests were begun
 */
public record Ledger(
    long sent, long accepted, long rejected, long refused, long failed, long requests) {

  /** Returns what happened since an earlier state of the same ledger. */
  public Ledger since(Ledger earlier) {
    return new Ledger(
        sent - earlier.sent,
        accepted - earlier.accepted,
        rejected - earlier.rejected,
        refused - earlier.refused,
        failed - earlier.failed,
        requests - earlier.requests);
  }

  /** Returns the spans whose fate is open: zero once a run is over. */
  public long unanswered() {
    return sent - accepted - rejected - refused - failed;
  }
}
