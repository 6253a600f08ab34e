/**
 * TLS for doors and exporters: what is configured, contexts that follow their files; the server of
 * little pages.
 */
@NullMarked
package io.spanweir.core.net;

import org.jspecify.annotations.NullMarked;
