/** The segmented span log: off-heap segments, runs of span bytes, liveness and evacuation. */
@NullMarked
package io.spanweir.core.log;

import org.jspecify.annotations.NullMarked;
