/** Writes to files: a line of OTLP/JSON per request, or counted protobuf. */
@NullMarked
package io.spanweir.exporter.file;

import org.jspecify.annotations.NullMarked;
