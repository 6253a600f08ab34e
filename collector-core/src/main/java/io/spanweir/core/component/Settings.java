package io.spanweir.core.component;

import io.spanweir.core.data.Pools;
import io.spanweir.core.runtime.Loops;
import io.spanweir.core.telemetry.Telemetry;

/**
 * What a component gets from the process, as against what its user configures.
 *
 * @param id what it is called; goes into metrics and logs
 * @param accountName what the ledger calls this instance; see {@code core.pipeline.Graph}
 * @param loops threads and time
 * @param pools memory for what passes through
 * @param telemetry metrics, the ledger, errors
 * @param limits what the machine leaves to the process
 */
public record Settings(
    ComponentId id,
    String accountName,
    Loops loops,
    Pools pools,
    Telemetry telemetry,
    Limits limits) {}
