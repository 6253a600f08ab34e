package io.spanweir.demo.shop;

import java.util.Map;

/** One span of either library, open until it is closed. For one thread. */
interface Step extends AutoCloseable {
  /** What part of a call a span is. */
  enum Part {
    SERVER,
    CLIENT,
    PRODUCER,
    CONSUMER
  }

  /**
   * Opens a span below this one.
   *
   * @param peer the service at the other end
   */
  Step child(Part part, String name, String peer);

  /** Adds an attribute, to Zipkin's clients a tag. @return this */
  Step tag(String key, String value);

  /** Says how a call over HTTP ended, in the words of the library. */
  void httpStatus(int status);

  /** Marks the span as failed. */
  void fail(Exception e);

  /** What to send along, so that the spans at the other end are of the same trace. */
  Map<String, String> headers();

  /** 32 hexadecimal digits. */
  String traceId();

  @Override
  void close();
}
