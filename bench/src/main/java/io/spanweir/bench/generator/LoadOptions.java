package io.spanweir.bench.generator;

import io.spanweir.bench.workload.Transport;
import java.net.InetSocketAddress;

/**
 * How the load reaches the system.
 *
 * @param target where it listens
 * @param transport how requests travel
 * @param connections how many connections are open all the time
 * @param inFlight requests that may wait for an answer on one gRPC connection; others always have
 *     one
 * @param requestsPerConnection after how many requests a connection is closed and another opened; 0
 *     for never
 * @param spansPerRequest in the mean, for the rate
 */
public record LoadOptions(
    InetSocketAddress target,
    Transport transport,
    int connections,
    int inFlight,
    int requestsPerConnection,
    double spansPerRequest) {}
