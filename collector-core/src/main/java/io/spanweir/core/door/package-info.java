/**
 * Listening sockets and the requests behind them, for every component that is asked or sent
 * something over the network: bounded connections, bounded bodies, decoding, HTTP listeners that
 * components share.
 */
@NullMarked
package io.spanweir.core.door;

import org.jspecify.annotations.NullMarked;
