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
 */
public record Telemetry(
    MeterRegistry meters,
    Ledger ledger,
    DistinctErrors errors,
    Decisions decisions,
    KeptSpans kept,
    Links links) {
  /** With nobody who taps all spans yet. */
  public Telemetry(
      MeterRegistry meters,
      Ledger ledger,
      DistinctErrors errors,
      Decisions decisions,
      KeptSpans kept) {
    this(meters, ledger, errors, decisions, kept, new Links());
  }

  /** With nobody to be asked yet, and nobody who looks. */
  public Telemetry(MeterRegistry meters, Ledger ledger, DistinctErrors errors) {
    this(meters, ledger, errors, new Decisions(), new KeptSpans());
  }
}
