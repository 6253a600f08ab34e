package io.spanweir.receiver.jaeger;

import io.netty.channel.nio.NioSelectableChannelIoHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;

/**
 * Reads the datagrams of a socket, one after the other into the same array, so that each is read
 * where the one before it still is in the processor's cache. Netty's channel for datagrams takes a
 * new buffer as large as the largest datagram for each and hands them out when several have come:
 * twice the processor time. On the event loop.
 */
final class UdpSocket extends NioSelectableChannelIoHandle<DatagramChannel> {
  /**
   * Datagrams that are read before they are handed on: enough to share the cost of handing on, few
   * enough that what was read is still in the processor's cache.
   */
  private static final int DATAGRAMS_AT_ONCE = 16;

  private final UdpIntake intake;
  private final ByteBuffer datagram;

  /**
   * @param packetBytesMax of a datagram that is not too long
   */
  UdpSocket(DatagramChannel channel, UdpIntake intake, int packetBytesMax) {
    super(channel);
    this.intake = intake;
    // One byte more than is allowed: what fills it was cut off.
    this.datagram = ByteBuffer.allocate(packetBytesMax + 1);
  }

  /** An error of the socket is of no concern to the datagrams before it and the next. */
  @Override
  protected void handle(DatagramChannel channel, SelectionKey key) {
    try {
      try {
        read(channel);
      } finally {
        intake.handOn();
      }
    } catch (IOException | RuntimeException e) {
      intake.failed(e);
    }
  }

  /** Also when the loop ends while it is open. */
  @Override
  public void close() throws IOException {
    selectableChannel().close();
    intake.close();
  }

  private void read(DatagramChannel channel) throws IOException {
    for (int i = 0; i < DATAGRAMS_AT_ONCE; i++) {
      datagram.clear();
      if (channel.receive(datagram) == null) {
        return;
      }
      intake.take(datagram.array(), datagram.position());
    }
  }
}
