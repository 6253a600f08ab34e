/** Servers of gRPC methods whose messages are bytes, on the event loops of the process. */
@NullMarked
package io.spanweir.receiver.grpc;

import org.jspecify.annotations.NullMarked;
