package io.spanweir.receiver.zipkin;

import java.nio.charset.StandardCharsets;

/** Tags that say more than their text, by key. All but the trace state stay attributes. */
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
  PEER_SERVICE("peer.service"),
  PEER_ADDRESS("network.peer.address"),
  PEER_PORT("network.peer.port"),
  LOCAL_ADDRESS("network.local.address"),
  LOCAL_PORT("network.local.port");

  private static final Keys<TagMeaning> KEYS = new Keys<>();

  static {
    for (TagMeaning meaning : values()) {
      if (meaning != PLAIN) {
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

  /** What the key {@code bytes[from, from + length)} means. */
  static TagMeaning of(byte[] bytes, int from, int length) {
    TagMeaning meaning = KEYS.find(bytes, from, length);
    return meaning == null ? PLAIN : meaning;
  }
}
