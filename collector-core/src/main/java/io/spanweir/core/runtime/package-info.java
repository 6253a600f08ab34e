/** Threads, time and the machine: the only room that touches them. */
@NullMarked
package io.spanweir.core.runtime;

import org.jspecify.annotations.NullMarked;
