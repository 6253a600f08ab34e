package io.spanweir.core.door;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Consumer;

/** What a door of ours listens on, TCP or a Unix domain socket. Any thread. */
@SuppressWarnings("FutureReturnValueIgnored") // it closes; isOver says whether it has
public final class DoorSocket {
  private static final int BACKLOG = 1024;
  private static final int READ_BYTES_MIN = 1 << 10;

  /** Few reads in a row, so that others on the loop get their turn. */
  private static final int READS_MAX = 8;

  private final Endpoint endpoint;
  private final Channel channel;
  private final ListenerEnd end = new ListenerEnd();

  private DoorSocket(Endpoint endpoint, Channel channel) {
    this.endpoint = endpoint;
    this.channel = end.watch(channel);
  }

  /**
   * Who is let in, and how much is read at a time.
   *
   * @param connections counts and bounds them
   * @param metrics count those for which there is no place
   * @param readBytesInitial what is read of a new connection
   * @param readBytesMax what is read of one that sends much
   */
  public record Admission(
      Connections connections, DoorMetrics metrics, int readBytesInitial, int readBytesMax) {}

  /**
   * Listens, with connections on the loops of the group.
   *
   * @param farewell what a connection hears for which there is no place
   * @param begin prepares a connection, on its loop
   * @param path where the endpoint stands in the configuration
   */
  public static DoorSocket open(
      EventLoopGroup group,
      Endpoint endpoint,
      Admission admission,
      byte[] farewell,
      Consumer<Channel> begin,
      String path)
      throws IOException {
    SocketAddress address = endpoint.address(path);
    ServerBootstrap bootstrap =
        bootstrap(endpoint, admission)
            .group(group)
            .channelFactory(
                () ->
                    endpoint.channel(
                        admission.connections, farewell, admission.metrics::connectionRefused))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    begin.accept(channel);
                  }
                });
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw Endpoint.bindFailed(address, bound.cause(), path);
    }
    try {
      endpoint.opened();
    } catch (IOException e) {
      bound.channel().close();
      throw Endpoint.bindFailed(address, e, path);
    }
    return new DoorSocket(endpoint, bound.channel());
  }

  private static ServerBootstrap bootstrap(Endpoint endpoint, Admission admission) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            // The adaptive allocator, Netty's default, makes and unmaps buffers of this size.
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(
                        READ_BYTES_MIN, admission.readBytesInitial, admission.readBytesMax)
                    .maxMessagesPerRead(READS_MAX));
    if (!endpoint.isSocket()) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.SO_KEEPALIVE, true);
    }
    return bootstrap;
  }

  /** -1 if it is no port. */
  public int port() {
    return channel.localAddress() instanceof InetSocketAddress tcp ? tcp.getPort() : -1;
  }

  /** Lets nobody in from now on, and gives the place up to whoever wants it. */
  public void stop() {
    channel.close();
    endpoint.closed();
  }

  /** The same in a hurry; after {@link #stop} if it was called. */
  public void close() {
    channel.close();
  }

  /** Whether the port is free. */
  public boolean isOver() {
    return end.isOver();
  }
}
