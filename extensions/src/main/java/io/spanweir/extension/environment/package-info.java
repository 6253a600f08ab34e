/** Refuses variables of the environment that would otherwise be passed over in silence. */
@NullMarked
package io.spanweir.extension.environment;

import org.jspecify.annotations.NullMarked;
