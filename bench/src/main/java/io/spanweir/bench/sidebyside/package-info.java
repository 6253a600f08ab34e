/** The same input and file for two collectors, and what each of them kept. */
@NullMarked
package io.spanweir.bench.sidebyside;

import org.jspecify.annotations.NullMarked;
