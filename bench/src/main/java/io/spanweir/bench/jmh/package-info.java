/**
 * Kernels of the hot path under JMH, with the bytes they allocate; one operation is a request of
 * 512 spans.
 */
@NullMarked
package io.spanweir.bench.jmh;

import org.jspecify.annotations.NullMarked;
