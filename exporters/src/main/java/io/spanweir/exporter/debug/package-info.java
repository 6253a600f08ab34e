/** Shows traces to a person at a terminal, and lets them go. */
@NullMarked
package io.spanweir.exporter.debug;

import org.jspecify.annotations.NullMarked;
