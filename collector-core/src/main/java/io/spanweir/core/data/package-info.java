/** What flows: chunks of OTLP bytes, the rows over them, and the cursors that read them. */
@NullMarked
package io.spanweir.core.data;

import org.jspecify.annotations.NullMarked;
