package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.JsonReader;

/** Reads an endpoint, which v1 and v2 have alike. Static, allocates nothing. */
final class JsonEndpoint {
  private enum Field {
    SERVICE_NAME("serviceName"),
    IPV4("ipv4"),
    IPV6("ipv6"),
    PORT("port");

    private static final Keys<Field> KEYS = new Keys<>();

    static {
      for (Field field : values()) {
        KEYS.put(field.key, field);
      }
    }

    private final String key;

    Field(String key) {
      this.key = key;
    }
  }

  private JsonEndpoint() {}

  /**
   * Fills the endpoint. An address that is none is passed over, as Zipkin does; so is a port that
   * can't be one.
   */
  static void read(JsonReader reader, SpanText text, ZipkinEndpoint target)
      throws MalformedException {
    target.clear();
    reader.enter('{', "an endpoint");
    for (boolean first = true; reader.more(first, '}'); first = false) {
      reader.key();
      Field field = Field.KEYS.find(text, text.read(reader));
      if (field == null) {
        reader.skip();
      } else if (!JsonValues.isNull(reader)) {
        value(reader, text, field, target);
      }
    }
  }

  private static void value(JsonReader reader, SpanText text, Field field, ZipkinEndpoint target)
      throws MalformedException {
    switch (field) {
      case SERVICE_NAME -> target.service(text.lowerCase(JsonValues.text(reader, text)));
      case PORT -> target.port(JsonValues.integer(reader));
      case IPV4, IPV6 -> {
        long address = JsonValues.text(reader, text);
        int from = SpanText.from(address);
        IpText.read(text.bytes(address), from, from + SpanText.length(address), target);
      }
    }
  }
}
