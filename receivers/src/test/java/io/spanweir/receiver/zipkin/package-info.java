/** Zipkin's encodings against Zipkin's own library, which says what a span is. */
package io.spanweir.receiver.zipkin;
