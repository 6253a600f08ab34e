/** Starts systems under test, measures them and reports. */
@NullMarked
package io.spanweir.bench.runner;

import org.jspecify.annotations.NullMarked;
