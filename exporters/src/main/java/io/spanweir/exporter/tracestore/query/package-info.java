/**
 * The store as a Zipkin server shows it: the query API of Zipkin's v2 and its UI, Lens, at an HTTP
 * listener that others may share.
 */
@NullMarked
package io.spanweir.exporter.tracestore.query;

import org.jspecify.annotations.NullMarked;
