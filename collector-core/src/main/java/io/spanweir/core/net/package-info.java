/** TLS for doors and exporters: what is configured, and contexts that follow their files. */
@NullMarked
package io.spanweir.core.net;

import org.jspecify.annotations.NullMarked;
