package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.JsonReader;

/**
 * The endpoint that came last, as JSON and as what it means: a sender's spans all have the same
 * one. Not thread safe.
 */
final class EndpointMemory {
  /** A longer one is read again each time. */
  private static final int BYTES_MAX = 256;

  private final ZipkinEndpoint endpoint = new ZipkinEndpoint();
  private final byte[] json = new byte[BYTES_MAX];
  private int length;

  /** Where its service's name begins. */
  private int service;

  /** Reads an endpoint: what {@link JsonEndpoint} makes of it. */
  void read(JsonReader reader, SpanText text, ZipkinEndpoint target) throws MalformedException {
    reader.peek();
    int from = reader.position();
    if (length > 0 && reader.skip(json, length)) {
      target.copy(endpoint);
      int begin = from + service;
      target.service(SpanText.slice(begin, begin + SpanText.length(endpoint.service())));
      return;
    }
    JsonEndpoint.read(reader, text, target);
    remember(reader.bytes(), from, reader.position(), target);
  }

  private void remember(byte[] source, int from, int to, ZipkinEndpoint read) {
    long name = read.service();
    // A name that had to be changed isn't in the JSON.
    boolean inPlace = name > 0 && SpanText.length(name) > 0;
    length = inPlace && to - from <= BYTES_MAX ? to - from : 0;
    if (length > 0) {
      System.arraycopy(source, from, json, 0, length);
      endpoint.copy(read);
      service = SpanText.from(name) - from;
    }
  }
}
