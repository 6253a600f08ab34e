package io.spanweir.receiver.zipkin;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Tags that say more than their text, by key. All but the trace state and links stay attributes.
 */
enum TagMeaning {
  /** Nothing in particular. */
  PLAIN(""),
  /** The span failed, whatever the value: Zipkin's own rule. */
  ERROR("error"),
  /** OpenTelemetry's status, as its exporters for Zipkin write it. */
  STATUS_CODE("otel.status_code"),
  STATUS_DESCRIPTION("otel.status_description"),
  /** What OTLP has as kind and Zipkin has not. */
  SPAN_KIND("span.kind"),
  /** Becomes the span's trace state; no attribute. */
  TRACE_STATE("w3c.tracestate"),
  SCOPE_NAME("otel.scope.name"),
  SCOPE_VERSION("otel.scope.version"),
  LIBRARY_NAME("otel.library.name"),
  LIBRARY_VERSION("otel.library.version"),
  /** A link, and no attribute, if it can be read; the link's number is behind it. */
  LINK("otlp.link."),
  /** Names whom a span calls, for those who know nothing better: OpenTelemetry's exporters. */
  PEER_NAME("net.peer.name"),
  PEER_SERVICE("peer.service"),
  PEER_ADDRESS("network.peer.address"),
  PEER_PORT("network.peer.port"),
  LOCAL_ADDRESS("network.local.address"),
  LOCAL_PORT("network.local.port");

  private static final TagMeaning[] ALL = values();
  private static final Keys<TagMeaning> KEYS = new Keys<>();

  /** Besides {@link #PEER_NAME}'s own; from OpenTelemetry's specification of the exporter. */
  private static final List<String> PEER_NAMES =
      List.of(
          "server.address",
          "server.socket.domain",
          "server.socket.address",
          "net.sock.peer.name",
          "net.sock.peer.addr",
          "peer.hostname",
          "peer.address",
          "db.name");

  static {
    PEER_NAMES.forEach(name -> KEYS.put(name, PEER_NAME));
    for (TagMeaning meaning : ALL) {
      if (meaning != PLAIN && meaning != LINK) {
        KEYS.put(meaning.key, meaning);
      }
    }
  }

  @SuppressWarnings("ImmutableEnumChecker") // never written to
  private final byte[] key;

  TagMeaning(String key) {
    this.key = key.getBytes(StandardCharsets.US_ASCII);
  }

  byte[] key() {
    return key;
  }

  int bit() {
    return 1 << ordinal();
  }

  /** The one of this {@link #ordinal}. */
  static TagMeaning at(int ordinal) {
    return ALL[ordinal];
  }

  /** What the key {@code bytes[from, from + length)} means. */
  static TagMeaning of(byte[] bytes, int from, int length) {
    TagMeaning meaning = KEYS.find(bytes, from, length);
    if (meaning != null) {
      return meaning;
    }
    return isLink(bytes, from, length) ? LINK : PLAIN;
  }

  private static boolean isLink(byte[] bytes, int from, int length) {
    byte[] prefix = LINK.key;
    int to = from + prefix.length;
    return length > prefix.length
        && bytes[from] == prefix[0]
        && Arrays.equals(prefix, 0, prefix.length, bytes, from, to);
  }
}
