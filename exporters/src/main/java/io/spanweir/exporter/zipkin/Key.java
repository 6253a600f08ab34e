package io.spanweir.exporter.zipkin;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Attributes that aren't just tags in Zipkin: those that the {@code zipkin} receiver makes of what
 * Zipkin has and OTLP hasn't (docs/zipkin.md), and those that say whom a span called
 * (OpenTelemetry's specification of the Zipkin exporter).
 */
enum Key {
  ABSENT_START("otel.zipkin.absentField.startTime"),
  DEBUG("zipkin.debug"),
  SHARED("zipkin.shared"),
  ERROR("error"),
  LOCAL_ADDRESS("network.local.address"),
  LOCAL_PORT("network.local.port"),
  PEER_SERVICE("peer.service"),
  PEER_ADDRESS("network.peer.address"),
  PEER_PORT("network.peer.port"),
  // They stand for those before where a tag of Zipkin's has the same key, which then stays a tag.
  ZIPKIN_LOCAL_IP("zipkin.local.ip"),
  ZIPKIN_LOCAL_PORT("zipkin.local.port"),
  ZIPKIN_REMOTE_SERVICE("zipkin.remote.service"),
  ZIPKIN_REMOTE_IP("zipkin.remote.ip"),
  ZIPKIN_REMOTE_PORT("zipkin.remote.port"),
  /** The second address of a side that has one of each kind. */
  LOCAL_IPV6("zipkin.local.ipv6"),
  REMOTE_IPV6("zipkin.remote.ipv6"),
  // They name whom a client called if nothing better does, by rank, and are tags in any case.
  SERVER_ADDRESS("server.address"),
  PEER_NAME("net.peer.name"),
  SOCKET_DOMAIN("server.socket.domain"),
  SOCKET_ADDRESS("server.socket.address"),
  SOCK_PEER_NAME("net.sock.peer.name"),
  SOCK_PEER_ADDRESS("net.sock.peer.addr"),
  PEER_HOSTNAME("peer.hostname"),
  OLD_PEER_ADDRESS("peer.address"),
  DB_NAME("db.name");

  /** In the order of their numbers. */
  static final Key[] ALL = values();

  private static final int SLOTS = 128;
  private static final @Nullable Key[] TABLE = new Key[SLOTS];

  static {
    for (Key key : ALL) {
      int slot = slot(Tags.hash(key.utf8, 0, key.utf8.length));
      while (TABLE[slot] != null) {
        slot = slot + 1 & (SLOTS - 1);
      }
      TABLE[slot] = key;
    }
  }

  @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
  private final byte[] utf8;

  Key(String text) {
    utf8 = text.getBytes(StandardCharsets.UTF_8);
  }

  private static int slot(int hash) {
    return hash >>> 16 & (SLOTS - 1);
  }

  byte[] utf8() {
    return utf8;
  }

  /** Whether it is a tag as well, whatever else it says. */
  boolean staysTag() {
    return ordinal() >= SERVER_ADDRESS.ordinal();
  }

  /** The one of this text; null if it is none of them. */
  static @Nullable Key of(int hash, byte[] bytes, int at, int count) {
    for (int slot = slot(hash); ; slot = slot + 1 & (SLOTS - 1)) {
      Key key = TABLE[slot];
      if (key == null || Arrays.equals(key.utf8, 0, key.utf8.length, bytes, at, at + count)) {
        return key;
      }
    }
  }
}
