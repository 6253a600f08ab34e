package io.spanweir.bench.generator;

import java.net.InetSocketAddress;

/**
 * How the load reaches the system.
 *
 * @param target where it listens
 * @param http whether requests are OTLP over HTTP/1.1 instead of gRPC
 * @param connections how many connections are open all the time
 * @param inFlight requests that may wait for an answer on one gRPC connection; HTTP/1.1 always has
 *     one
 * @param batch spans of a request
 */
public record LoadOptions(
    InetSocketAddress target, boolean http, int connections, int inFlight, int batch) {}
