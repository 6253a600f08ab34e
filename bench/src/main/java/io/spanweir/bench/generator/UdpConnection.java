package io.spanweir.bench.generator;

import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;

/**
 * A client that sends datagrams: what the kernel takes counts as accepted, since nobody answers.
 * What it drops then is known from its counters alone.
 */
final class UdpConnection extends Connection {
  UdpConnection(DatagramChannel channel, SelectionKey key, Exchange exchange) {
    super(channel, key, exchange);
  }

  @Override
  boolean free() {
    return connected();
  }

  @Override
  int open() {
    return 0;
  }

  @Override
  void begin(Request request) throws IOException {
    request.image.bytes().clear();
    boolean taken;
    try {
      taken = write(request.image.bytes());
    } catch (PortUnreachableException e) {
      taken = false;
    }
    exchange().sent(request.image);
    exchange().answered(request, taken ? Outcome.ACCEPTED : Outcome.FAILED, 0);
  }

  @Override
  void flush() {
    wantWrite(false);
  }

  @Override
  void receive() {
    // Nobody answers.
  }

  @Override
  void abandon() {
    // Nothing is on its way.
  }
}
