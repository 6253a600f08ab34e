/** The load generator: one thread that patches, sends and times requests over many connections. */
@NullMarked
package io.spanweir.bench.generator;

import org.jspecify.annotations.NullMarked;
