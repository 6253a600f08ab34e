/** The side-by-side benchmark: its command line and the servers that serve as floors. */
@NullMarked
package io.spanweir.bench;

import org.jspecify.annotations.NullMarked;
