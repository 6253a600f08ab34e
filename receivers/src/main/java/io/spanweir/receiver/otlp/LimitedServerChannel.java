package io.spanweir.receiver.otlp;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A listening socket that has at most so many connections: one more is accepted and closed before
 * anything is allocated for it. Left in the kernel's queue it would look like a slow server instead
 * of a full one.
 */
final class LimitedServerChannel extends NioServerSocketChannel {
  private final Connections connections;
  private final Runnable onRefused;

  /** Counts the connections of one door. Any thread. */
  static final class Connections {
    private final int max;
    private final AtomicInteger open = new AtomicInteger();

    Connections(int max) {
      this.max = max;
    }

    int open() {
      return open.get();
    }

    private boolean enter() {
      if (open.incrementAndGet() <= max) {
        return true;
      }
      open.decrementAndGet();
      return false;
    }

    private void leave() {
      open.decrementAndGet();
    }
  }

  LimitedServerChannel(Connections connections, Runnable onRefused) {
    this.connections = connections;
    this.onRefused = onRefused;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int count = super.doReadMessages(accepted);
    if (count <= 0) {
      return count;
    }
    Channel channel = (Channel) accepted.get(accepted.size() - 1);
    if (connections.enter()) {
      channel.closeFuture().addListener(closed -> connections.leave());
    } else {
      accepted.remove(accepted.size() - 1);
      channel.unsafe().closeForcibly();
      onRefused.run();
    }
    return count;
  }
}
