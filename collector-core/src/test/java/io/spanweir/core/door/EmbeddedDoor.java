package io.spanweir.core.door;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.spanweir.core.component.Settings;

/** The server's side of one HTTP connection, without a socket. */
public final class EmbeddedDoor {
  private EmbeddedDoor() {}

  /** A connection to a listener at which this service is alone. */
  public static EmbeddedChannel connection(
      Settings settings, HttpServerSettings server, HttpService service) {
    HttpListener listener = new HttpListener(settings, server);
    listener.join(service, server).open();
    EmbeddedChannel channel = new EmbeddedChannel();
    DoorLoop loop = new DoorLoop(ImmediateEventExecutor.INSTANCE, settings.loops().clock());
    HttpHandlers.add(channel, listener, loop);
    return channel;
  }
}
