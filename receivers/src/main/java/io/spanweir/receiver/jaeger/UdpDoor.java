package io.spanweir.receiver.jaeger;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoOps;
import io.netty.util.concurrent.Future;
import io.spanweir.core.component.Settings;
import io.spanweir.core.door.Door;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.ListenerEnd;
import io.spanweir.receiver.intake.Intake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** A UDP socket on an event loop of the process. */
final class UdpDoor implements Door {
  private final UdpSocket socket;
  private final UdpIntake intake;
  private final IoEventLoop loop;
  private final IoRegistration registration;
  private final int port;
  private final ListenerEnd end = new ListenerEnd();

  private UdpDoor(
      UdpSocket socket, UdpIntake intake, IoEventLoop loop, IoRegistration registration, int port) {
    this.socket = socket;
    this.intake = intake;
    this.loop = loop;
    this.registration = registration;
    this.port = port;
    end.opened();
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
    int packetBytesMax = config.packetBytesMax();
    UdpIntake intake = new UdpIntake(settings, transcoder, next, transport, packetBytesMax);
    DatagramChannel channel = DatagramChannel.open();
    UdpDoor door;
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, config.socketBytes());
      channel.bind(address);
      IoEventLoop loop = (IoEventLoop) settings.loops().ioGroup().next();
      UdpSocket socket = new UdpSocket(channel, intake, packetBytesMax);
      int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
      door = new UdpDoor(socket, intake, loop, register(loop, socket), port);
    } catch (IOException e) {
      channel.close();
      throw Endpoint.bindFailed(address, e, path);
    }
    KernelDrops.show(settings, transport, door.port());
    return door;
  }

  private static IoRegistration register(IoEventLoop loop, UdpSocket socket) throws IOException {
    Future<IoRegistration> registered = loop.register(socket).awaitUninterruptibly();
    if (!registered.isSuccess()) {
      throw new IOException(registered.cause());
    }
    IoRegistration registration = registered.getNow();
    loop.execute(() -> registration.submit(NioIoOps.READ));
    return registration;
  }

  @Override
  public int port() {
    return port;
  }

  /** On the loop, which lets go of the socket before it waits again. */
  @Override
  public void shutdown() {
    loop.execute(
        () -> {
          if (!socket.selectableChannel().isOpen()) {
            return;
          }
          registration.cancel();
          try {
            socket.close();
          } catch (IOException e) {
            intake.failed(e);
          }
          end.closed(loop);
        });
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
