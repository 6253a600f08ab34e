/** Sends OTLP over gRPC: raw bytes out, the few fields of an answer read by hand. */
@NullMarked
package io.spanweir.exporter.otlp;

import org.jspecify.annotations.NullMarked;
