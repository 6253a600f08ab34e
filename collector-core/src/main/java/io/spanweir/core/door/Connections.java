package io.spanweir.core.door;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the connections of one door, in all and by address, and holds both to a limit. */
public final class Connections {
  private static final int PREFIX_BYTES = 8;

  private final int max;
  private final int perAddressMax;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<Long, Integer> byAddress = new ConcurrentHashMap<>();

  /** What comes of a connection. */
  public enum Entry {
    OPEN,
    /** The door has as many as it may have. */
    DOOR_FULL,
    /** Its address has as many as one may have. */
    ADDRESS_FULL
  }

  public Connections(int max, int perAddressMax) {
    this.max = max;
    this.perAddressMax = perAddressMax;
  }

  /** Connections open now. Any thread. */
  public int open() {
    return open.get();
  }

  /**
   * What is counted as one address: an IPv4 address, or the first half of an IPv6 address, since
   * whoever has one of those has the other half to choose from.
   */
  public static long address(InetSocketAddress remote) {
    byte[] bytes = remote.getAddress().getAddress();
    long address = 0;
    for (int i = 0; i < Math.min(PREFIX_BYTES, bytes.length); i++) {
      address = (address << 8) | (bytes[i] & 0xff);
    }
    return address;
  }

  /** The address alone, without a port; empty if it is no address of the network. */
  public static String hostOf(@Nullable SocketAddress remote) {
    return remote instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : "";
  }

  /** Counts a connection of {@code address}; {@link #leave} follows if it is open. Any thread. */
  public Entry enter(long address) {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      return Entry.DOOR_FULL;
    }
    if (byAddress.merge(address, 1, Integer::sum) > perAddressMax) {
      leave(address);
      return Entry.ADDRESS_FULL;
    }
    return Entry.OPEN;
  }

  /** A connection that was open is closed. Any thread. */
  public void leave(long address) {
    open.decrementAndGet();
    byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }
}
