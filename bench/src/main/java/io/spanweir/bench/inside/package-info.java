/** Pipelines inside the benchmark's own process, without sockets and with a clock moved by hand. */
@NullMarked
package io.spanweir.bench.inside;

import org.jspecify.annotations.NullMarked;
