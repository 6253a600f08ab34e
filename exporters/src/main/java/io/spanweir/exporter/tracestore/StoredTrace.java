package io.spanweir.exporter.tracestore;

import io.spanweir.core.data.SpanBatch;

/**
 * What is stored of one trace.
 *
 * @param id of all its spans; in a store with lenient ids of its first span
 * @param timestampMicros that of its root, without a root that of its earliest span, in µs since
 *     1970; 0 without any
 * @param spans rows in the order they were stored, each with its resource and scope, as they came;
 *     the same row twice is there once. The caller owns the batch; its memory is the heap's, so
 *     that forgetting it does no harm
 */
public record StoredTrace(TraceId id, long timestampMicros, SpanBatch spans) {}
