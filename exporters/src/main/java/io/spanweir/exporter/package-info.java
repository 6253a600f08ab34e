/** The exporters there are. */
@NullMarked
package io.spanweir.exporter;

import org.jspecify.annotations.NullMarked;
