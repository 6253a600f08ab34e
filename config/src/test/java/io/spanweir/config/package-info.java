/** Tests of the binding of configurations, on a catalog of components that exist here only. */
@NullMarked
package io.spanweir.config;

import org.jspecify.annotations.NullMarked;
