package io.spanweir.core.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.door.Connections.Entry;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private final Connections connections = new Connections(4, 2);

  private static long address(String text) {
    return Connections.address(new InetSocketAddress(text, 1));
  }

  @Test
  void countsInAllAndByAddress() {
    long a = address("192.0.2.1");
    long b = address("192.0.2.2");
    long c = address("192.0.2.3");
    assertThat(connections.enter(a)).isEqualTo(Entry.OPEN);
    assertThat(connections.enter(a)).isEqualTo(Entry.OPEN);
    assertThat(connections.enter(a)).isEqualTo(Entry.ADDRESS_FULL);
    assertThat(connections.enter(b)).isEqualTo(Entry.OPEN);
    assertThat(connections.enter(b)).isEqualTo(Entry.OPEN);
    assertThat(connections.enter(c)).isEqualTo(Entry.DOOR_FULL);
    assertThat(connections.open()).isEqualTo(4);
    connections.leave(a);
    assertThat(connections.enter(c)).isEqualTo(Entry.OPEN);
    connections.leave(c);
    assertThat(connections.enter(a)).isEqualTo(Entry.OPEN);
  }

  @Test
  void halfOfAnIpv6AddressIsAnAddress() {
    assertThat(address("2001:db8:1:2::1")).isEqualTo(address("2001:db8:1:2:ffff::9"));
    assertThat(address("2001:db8:1:2::1")).isNotEqualTo(address("2001:db8:1:3::1"));
    assertThat(address("255.0.0.1")).isNotEqualTo(address("255.0.0.2"));
  }
}
