/** Zipkin's encodings, bytes to bytes: what comes out is OTLP. The mapping is in docs/zipkin.md. */
@NullMarked
package io.spanweir.receiver.zipkin;

import org.jspecify.annotations.NullMarked;
