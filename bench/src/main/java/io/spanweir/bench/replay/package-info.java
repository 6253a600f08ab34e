/** Recorded traces as a load: read from tables, sent as clients would send them, and judged. */
@NullMarked
package io.spanweir.bench.replay;

import org.jspecify.annotations.NullMarked;
