/**
 * {@code span_metrics}: calls and durations of all spans, as OTLP metrics and on the Prometheus
 * page. Spans are counted where they are committed ({@code SpanMetricsConnector}), into one table
 * of series ({@code SeriesTable}) under one lock for each batch; a series is found by its key, the
 * bytes of its dimensions ({@code KeyWriter}). Every interval {@code Flush} walks over the table in
 * small steps, hands on pages of metrics and lets go of what has expired.
 */
@NullMarked
package io.spanweir.connector.spanmetrics;

import org.jspecify.annotations.NullMarked;
