/**
 * OTLP over gRPC and HTTP. Two doors, one way in: a door turns a request into a chunk of OTLP
 * protobuf and knows how to answer; {@link io.spanweir.receiver.otlp.Intake} does the rest.
 *
 * <p>Nothing here waits and nothing here has a thread of its own: requests are read, indexed and
 * handed over on the event loop that their bytes arrived on. What a loop keeps for its requests is
 * in {@link io.spanweir.receiver.otlp.DoorLoop}.
 */
@NullMarked
package io.spanweir.receiver.otlp;

import org.jspecify.annotations.NullMarked;
