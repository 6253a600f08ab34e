package io.spanweir.core.door;

import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.spanweir.core.door.Connections.Entry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Consumer;

/**
 * A listening socket that has at most so many connections, in all and of one address: one more is
 * accepted and closed before anything is allocated for it. Left in the kernel's queue it would look
 * like a slow server instead of a full one.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what listens to a close needs no handle
final class LimitedServerChannel extends NioServerSocketChannel {
  private final Connections connections;
  private final byte[] farewell;
  private final Consumer<Entry> onRefused;

  /**
   * @param farewell what a refused connection is told before it is closed; may be empty
   */
  LimitedServerChannel(Connections connections, byte[] farewell, Consumer<Entry> onRefused) {
    this.connections = connections;
    this.farewell = farewell;
    this.onRefused = onRefused;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    SocketChannel socket = javaChannel().accept();
    if (socket == null) {
      return 0;
    }
    try {
      long address = Connections.address((InetSocketAddress) socket.getRemoteAddress());
      Entry entry = connections.enter(address);
      if (entry == Entry.OPEN) {
        NioSocketChannel channel = new NioSocketChannel(this, socket);
        channel.closeFuture().addListener(closed -> connections.leave(address));
        accepted.add(channel);
        return 1;
      }
      onRefused.accept(entry);
      socket.configureBlocking(false);
      socket.write(ByteBuffer.wrap(farewell));
    } catch (IOException e) {
      // It has gone again.
    }
    socket.close();
    return 0;
  }
}
