/**
 * Spans as Zipkin v2 has them, in JSON and in proto3, straight from OTLP's bytes; and the exporter
 * that posts them.
 */
@NullMarked
package io.spanweir.exporter.zipkin;

import org.jspecify.annotations.NullMarked;
