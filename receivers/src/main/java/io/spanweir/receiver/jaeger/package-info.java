/**
 * Jaeger in: batches of spans by UDP, HTTP and gRPC, brought into OTLP bytes at the door, and the
 * sampling strategy that Jaeger's clients ask for.
 */
@NullMarked
package io.spanweir.receiver.jaeger;

import org.jspecify.annotations.NullMarked;
