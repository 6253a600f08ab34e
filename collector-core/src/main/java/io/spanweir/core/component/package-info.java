/** What a receiver, a processor, an exporter and their configurations are. */
@NullMarked
package io.spanweir.core.component;

import org.jspecify.annotations.NullMarked;
