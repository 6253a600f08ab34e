package io.spanweir.core.door;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.spanweir.core.door.Connections.Entry;
import java.util.function.Consumer;

/**
 * A Unix domain socket that has at most so many connections. Netty's channel can't be extended, so
 * a handler stands in front of the one that registers what was accepted. Who connects has no
 * address, so all count as one.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what listens to a close needs no handle
final class LimitedUnixChannel extends ChannelInboundHandlerAdapter {
  private static final long NO_ADDRESS = 0;

  private final Connections connections;
  private final Consumer<Entry> onRefused;

  private LimitedUnixChannel(Connections connections, Consumer<Entry> onRefused) {
    this.connections = connections;
    this.onRefused = onRefused;
  }

  static ServerChannel open(Connections connections, Consumer<Entry> onRefused) {
    ServerChannel channel = new NioServerDomainSocketChannel();
    channel.pipeline().addLast(new LimitedUnixChannel(connections, onRefused));
    return channel;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    Channel connection = (Channel) accepted;
    Entry entry = connections.enter(NO_ADDRESS);
    if (entry == Entry.OPEN) {
      connection.closeFuture().addListener(closed -> connections.leave(NO_ADDRESS));
      context.fireChannelRead(connection);
    } else {
      onRefused.accept(entry);
      connection.unsafe().closeForcibly();
    }
  }
}
