package io.spanweir.core.component;

import io.spanweir.core.data.Pools;
import io.spanweir.core.runtime.Loops;
import io.spanweir.core.telemetry.Telemetry;

/**
 * What a component gets from the process, as against what its user configures.
 *
 * @param id what it is called; goes into metrics, logs and the ledger
 * @param loops threads and time
 * @param pools memory for what passes through
 * @param telemetry metrics, the ledger, errors
 * @param limits what the machine leaves to the process
 */
public record Settings(
    ComponentId id, Loops loops, Pools pools, Telemetry telemetry, Limits limits) {}
