package io.spanweir.core.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.spanweir.core.links.Links;

/**
 * What a component says of itself with.
 *
 * @param meters own metrics; meters are made at start, never on the data path
 * @param ledger where every span's fate is counted
 * @param errors errors said once, then counted
 * @param decisions who can be asked what became of a trace
 * @param kept where spans are shown that were decided to be kept
 * @param links where calls between services are counted, of all spans
 * @param ownMetrics the page of own metrics
 */
public record Telemetry(
    MeterRegistry meters,
    Ledger ledger,
    DistinctErrors errors,
    Decisions decisions,
    KeptSpans kept,
    Links links,
    OwnMetrics ownMetrics) {
  /** With nobody to be asked yet, and nobody who looks. */
  public Telemetry(
      MeterRegistry meters, Ledger ledger, DistinctErrors errors, OwnMetrics ownMetrics) {
    this(meters, ledger, errors, new Decisions(), new KeptSpans(), new Links(), ownMetrics);
  }

  /** The same, without own metrics to be seen. */
  public Telemetry(MeterRegistry meters, Ledger ledger, DistinctErrors errors) {
    this(meters, ledger, errors, OwnMetrics.NONE);
  }
}
