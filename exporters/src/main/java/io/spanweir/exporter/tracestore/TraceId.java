package io.spanweir.exporter.tracestore;

/**
 * A trace's id. Ids of 64 bits have {@code high} 0.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits, which is what a store with lenient ids goes by
 */
public record TraceId(long high, long low) {}
