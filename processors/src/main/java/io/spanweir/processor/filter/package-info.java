/** Takes spans out by rules that look at each span alone. */
@NullMarked
package io.spanweir.processor.filter;

import org.jspecify.annotations.NullMarked;
