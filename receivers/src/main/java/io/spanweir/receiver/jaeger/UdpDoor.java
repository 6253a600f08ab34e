package io.spanweir.receiver.jaeger;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.spanweir.core.component.Settings;
import io.spanweir.core.door.Door;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.ListenerEnd;
import io.spanweir.receiver.intake.Intake;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A UDP socket on an event loop of the process. */
final class UdpDoor implements Door {
  /**
   * Datagrams that are read before they are handed on: enough to share the cost of handing on, few
   * enough that what was read is still in the processor's cache.
   */
  private static final int DATAGRAMS_AT_ONCE = 16;

  private final Channel channel;
  private final UdpIntake intake;
  private final ListenerEnd end = new ListenerEnd();

  private UdpDoor(Channel channel, UdpIntake intake) {
    this.channel = end.watch(channel);
    this.intake = intake;
  }

  /**
   * Listens.
   *
   * @param transport value of the {@code transport} label
   * @param path where the endpoint stands in the configuration
   */
  static UdpDoor open(
      Settings settings,
      UdpConfig config,
      Endpoint endpoint,
      ThriftTranscoder transcoder,
      Intake next,
      String transport,
      String path)
      throws IOException {
    InetSocketAddress address = endpoint.resolve(path);
    UdpIntake intake =
        new UdpIntake(settings, transcoder, next, transport, config.packetBytesMax());
    ChannelFuture bound =
        new Bootstrap()
            .group(settings.loops().ioGroup())
            .channel(NioDatagramChannel.class)
            .option(ChannelOption.SO_RCVBUF, config.socketBytes())
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                // One byte more than is allowed: what fills it was cut off.
                new FixedRecvByteBufAllocator(config.packetBytesMax() + 1)
                    .maxMessagesPerRead(DATAGRAMS_AT_ONCE))
            .handler(intake)
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw Endpoint.bindFailed(address, bound.cause(), path);
    }
    UdpDoor door = new UdpDoor(bound.channel(), intake);
    KernelDrops.show(settings, transport, door.port());
    return door;
  }

  @Override
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // isShutDown says
  public void shutdown() {
    channel.close();
  }

  @Override
  public boolean isShutDown() {
    return end.isOver() && intake.isIdle();
  }

  @Override
  public void closeNow() {
    shutdown();
  }
}
