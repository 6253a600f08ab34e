package io.spanweir.exporter.http;

import io.spanweir.core.otlp.MalformedException;

/** Makes the body of a post from a framed request. One thread at a time; used again and again. */
public interface BodyWriter {
  /**
   * Writes the request in the first {@code length} bytes.
   *
   * @return how many of its spans are in the body; those that make no sense are left out
   * @throws MalformedException if it is no request
   * @throws RuntimeException if the body would be longer than it may be
   */
  int write(byte[] framed, int length) throws MalformedException;

  /** The body, from 0 to {@link #length}. */
  byte[] bytes();

  int length();

  /** Forgets the body, also one that was not finished. */
  void clear();
}
