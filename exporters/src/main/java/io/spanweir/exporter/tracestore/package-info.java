/**
 * The embedded store: keeps spans on local disk, searchable, bounded by bytes and age. {@code
 * TraceQueries} is what is asked of it, in the words of Zipkin's query API.
 */
@NullMarked
package io.spanweir.exporter.tracestore;

import org.jspecify.annotations.NullMarked;
