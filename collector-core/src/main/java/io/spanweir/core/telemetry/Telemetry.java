package io.spanweir.core.telemetry;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * What a component says of itself with.
 *
 * @param meters own metrics; meters are made at start, never on the data path
 * @param ledger where every span's fate is counted
 * @param errors errors said once, then counted
 */
public record Telemetry(MeterRegistry meters, Ledger ledger, DistinctErrors errors) {}
