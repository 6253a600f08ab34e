package io.spanweir.exporter.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.spanweir.core.runtime.Loops;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one backend, on the process's event loops. As many stand as requests were ever
 * under way at a time; those that nobody uses wait for the next one, the freshest first, until they
 * have waited too long or the backend closes them. Any thread.
 */
final class HttpConnections {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int LINE_BYTES_MAX = 4 << 10;
  private static final int HEADER_BYTES_MAX = 16 << 10;
  private static final int PIECE_BYTES_MAX = 64 << 10;

  private final Loops loops;
  private final HttpTarget target;
  private final String peerName;
  private final @Nullable SslContext tls;
  private final long idleNanos;
  private final int idleMax;
  private final ArrayDeque<Idle> idle = new ArrayDeque<>();
  private final AtomicInteger turn = new AtomicInteger();
  private boolean closed;

  private record Idle(Channel channel, long sinceNanos) {}

  /**
   * @param peerName whom the certificate must name
   * @param tls null for plain text
   * @param idleNanos how long a connection may wait unused
   * @param idleMax how many may; 0 to use each once
   */
  HttpConnections(
      Loops loops,
      HttpTarget target,
      String peerName,
      @Nullable SslContext tls,
      long idleNanos,
      int idleMax) {
    this.loops = loops;
    this.target = target;
    this.peerName = peerName;
    this.tls = tls;
    this.idleNanos = idleNanos;
    this.idleMax = idleMax;
  }

  /** One that waits and stands; null if there is none. */
  @Nullable Channel reuse() {
    long now = loops.clock().nanoTime();
    while (true) {
      Idle freshest;
      synchronized (this) {
        freshest = idle.pollFirst();
      }
      if (freshest == null) {
        return null;
      }
      if (freshest.channel.isActive() && now - freshest.sinceNanos < idleNanos) {
        return freshest.channel;
      }
      close(freshest.channel);
    }
  }

  /**
   * Begins a new one. The name is looked up each time, so that a backend may move; on the work
   * loop, since that may take long; and each time its next address is taken.
   */
  void connect(Consumer<Channel> ready, Consumer<Throwable> failed) {
    loops
        .workLoop()
        .execute(
            () -> {
              try {
                InetAddress[] all = InetAddress.getAllByName(target.host());
                InetAddress one = all[Math.floorMod(turn.getAndIncrement(), all.length)];
                connect(new InetSocketAddress(one, target.port()), ready, failed);
              } catch (UnknownHostException e) {
                failed.accept(e);
              }
            });
  }

  private void connect(
      InetSocketAddress address, Consumer<Channel> ready, Consumer<Throwable> failed) {
    ChannelFuture connecting =
        new Bootstrap()
            .group(loops.ioGroup())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    addHandlers(channel);
                  }
                })
            .connect(address);
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            ready.accept(connecting.channel());
          } else {
            failed.accept(done.cause());
          }
        });
  }

  private void addHandlers(Channel channel) {
    if (tls != null) {
      SslHandler handler = tls.newHandler(channel.alloc(), peerName, target.port());
      handler.setHandshakeTimeout(CONNECT_MILLIS, TimeUnit.MILLISECONDS);
      channel.pipeline().addLast(handler);
    }
    channel
        .pipeline()
        .addLast(new HttpClientCodec(LINE_BYTES_MAX, HEADER_BYTES_MAX, PIECE_BYTES_MAX));
  }

  /** Gives back one whose answer is read. */
  void giveBack(Channel channel) {
    Idle oldest = null;
    synchronized (this) {
      if (!closed && idleMax > 0) {
        idle.addFirst(new Idle(channel, loops.clock().nanoTime()));
        oldest = idle.size() > idleMax ? idle.pollLast() : null;
      } else {
        oldest = new Idle(channel, 0);
      }
    }
    if (oldest != null) {
      close(oldest.channel);
    }
  }

  /** Forgets one that has closed. */
  void forget(Channel channel) {
    synchronized (this) {
      idle.removeIf(one -> one.channel == channel);
    }
  }

  /** Closes what waits; what is under way is closed by whoever has it. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    for (Channel channel = next(); channel != null; channel = next()) {
      close(channel);
    }
  }

  private synchronized @Nullable Channel next() {
    Idle one = idle.pollFirst();
    return one == null ? null : one.channel;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a close that fails has nobody to tell
  static void close(Channel channel) {
    channel.close();
  }
}
