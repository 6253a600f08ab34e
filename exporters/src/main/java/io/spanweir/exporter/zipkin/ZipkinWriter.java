package io.spanweir.exporter.zipkin;

import io.spanweir.core.otlp.MalformedException;

/** Takes OTLP's spans with what is around them, and writes them as a list of Zipkin's. */
abstract class ZipkinWriter {
  private final Service service;
  private final ZipkinSpan span = new ZipkinSpan();

  /**
   * @param nameless what a service is called whose resource has attributes but no name; empty for
   *     not at all
   */
  ZipkinWriter(String nameless) {
    service = new Service(nameless);
  }

  /**
   * Aims at the resource among the fields of {@code ResourceSpans} at {@code [from, to)}, which
   * stay as they are until the next one.
   */
  final void resource(byte[] bytes, int from, int to) {
    service.resource(bytes, from, to);
  }

  /**
   * Aims at the scope among the fields of {@code ScopeSpans} at {@code [from, to)}, which stay as
   * they are until the next one; after its resource.
   *
   * @throws MalformedException if it can't be read
   */
  final void scope(byte[] bytes, int from, int to) throws MalformedException {
    service.scope(bytes, from, to);
  }

  /**
   * Appends the span message at {@code [from, to)}.
   *
   * @throws MalformedException if it can't be read, or has no ids; nothing was appended then
   */
  final void span(byte[] bytes, int from, int to) throws MalformedException {
    span.read(bytes, from, to, service);
    append(span);
  }

  /** Opens the list. */
  abstract void begin();

  abstract void append(ZipkinSpan read);

  /** Closes the list. */
  abstract void end();
}
