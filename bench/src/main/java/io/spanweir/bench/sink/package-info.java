/** The counting sink and the oracle that judges what arrived there. */
@NullMarked
package io.spanweir.bench.sink;

import org.jspecify.annotations.NullMarked;
