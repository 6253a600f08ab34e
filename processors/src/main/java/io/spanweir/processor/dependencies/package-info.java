/**
 * The {@code dependencies} processor: shows all spans to whoever counts which service calls which,
 * before anything is sampled away.
 */
@NullMarked
package io.spanweir.processor.dependencies;

import org.jspecify.annotations.NullMarked;
