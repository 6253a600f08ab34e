package io.spanweir.bench.runner;

import io.spanweir.bench.generator.Phase;
import io.spanweir.bench.workload.Compression;
import io.spanweir.bench.workload.Encoding;
import io.spanweir.bench.workload.Shape;
import io.spanweir.bench.workload.Transport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One load on one configuration.
 *
 * @param label what reports call it
 * @param shape what requests look like; the seed is replaced in every run
 * @param transport how requests travel
 * @param encoding what they are written in
 * @param compression of bodies
 * @param prepared how many compressed requests to prepare
 * @param plainPhases how many phases at the beginning are sent uncompressed all the same
 * @param connections how many there are
 * @param inFlight unanswered requests a gRPC connection may have
 * @param requestsPerConnection after how many a connection is closed and another opened; 0 for
 *     never
 * @param gap traces between two fragments of a trace
 * @param phases what is offered; empty to leave the system idle
 * @param measured which phase the figures are taken from
 * @param decisionWaitSeconds how long the system holds traces
 * @param config the configuration, the same for every system
 * @param environment variables besides those the runner sets
 * @param oracle whether a kept set is to be expected
 */
public record Case(
    String label,
    Shape shape,
    Transport transport,
    Encoding encoding,
    Compression compression,
    int prepared,
    int plainPhases,
    int connections,
    int inFlight,
    int requestsPerConnection,
    int gap,
    List<Phase> phases,
    int measured,
    int decisionWaitSeconds,
    Path config,
    Map<String, String> environment,
    boolean oracle) {

  /** Returns the phase the figures are taken from. */
  public Phase measuredPhase() {
    return phases.get(measured);
  }
}
