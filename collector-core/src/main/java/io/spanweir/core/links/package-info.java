/**
 * Which service called which, counted from all spans as they pass, in bounded memory: what a graph
 * of services is drawn from whatever is sampled away behind it.
 */
@NullMarked
package io.spanweir.core.links;

import org.jspecify.annotations.NullMarked;
