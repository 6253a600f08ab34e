/**
 * OTLP protobuf as bytes: the reader, the one-pass indexer, the framer. No objects per span, no
 * threads, no clocks.
 */
@NullMarked
package io.spanweir.core.otlp;

import org.jspecify.annotations.NullMarked;
