/** Keeps a share of all spans, the same traces wherever the same setting is used. */
@NullMarked
package io.spanweir.processor.probabilistic;

import org.jspecify.annotations.NullMarked;
