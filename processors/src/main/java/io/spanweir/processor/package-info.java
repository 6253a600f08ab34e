/** The list of processors. */
@NullMarked
package io.spanweir.processor;

import org.jspecify.annotations.NullMarked;
