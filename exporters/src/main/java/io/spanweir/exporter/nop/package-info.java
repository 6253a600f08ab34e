/** Takes spans, counts them and lets them go. */
@NullMarked
package io.spanweir.exporter.nop;

import org.jspecify.annotations.NullMarked;
