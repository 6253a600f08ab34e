/** Posting over HTTP/1.1: what exporters that do it share. */
@NullMarked
package io.spanweir.exporter.http;

import org.jspecify.annotations.NullMarked;
