package io.spanweir.core.component;

import io.spanweir.core.data.Pools;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.runtime.Loops;
import io.spanweir.core.telemetry.Telemetry;

/**
 * What a component gets from the process, as against what its user configures.
 *
 * @param id what it is called; goes into metrics and logs
 * @param signal what flows through this instance; of a receiver, which may hand on several, and of
 *     an extension: traces
 * @param accountName what the ledger calls this instance; see {@code core.pipeline.Graph}
 * @param loops threads and time
 * @param pools memory for what passes through
 * @param telemetry metrics, the ledger, errors
 * @param limits what the machine leaves to the process
 * @param extensions those that run
 * @param listeners of HTTP, which components share
 */
public record Settings(
    ComponentId id,
    Signal signal,
    String accountName,
    Loops loops,
    Pools pools,
    Telemetry telemetry,
    Limits limits,
    RunningExtensions extensions,
    HttpListeners listeners) {}
