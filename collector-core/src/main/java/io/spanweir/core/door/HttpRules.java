package io.spanweir.core.door;

import io.netty.handler.codec.http.HttpRequest;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a service takes, as far as the head of a request shows it. Immutable. */
public final class HttpRules {
  private final long bodyBytesMax;
  private final Set<Coding> codings;
  private final CrossOrigin crossOrigin;
  private final String lines;
  private final Guard guard;
  private final boolean includesMetadata;

  /**
   * @param bodyBytesMax of a body, also after decoding
   * @param codings what is decoded; bodies without a coding are always taken
   * @param headers that every answer has besides its own
   * @param guard who is let in
   */
  public HttpRules(
      long bodyBytesMax,
      Set<Coding> codings,
      CrossOrigin crossOrigin,
      Map<String, String> headers,
      Guard guard) {
    this.bodyBytesMax = bodyBytesMax;
    this.codings = Set.copyOf(codings);
    this.crossOrigin = crossOrigin;
    this.guard = guard;
    this.includesMetadata = false;
    this.lines =
        headers.entrySet().stream()
            .map(header -> HttpBytes.line(header.getKey(), header.getValue()))
            .collect(Collectors.joining());
  }

  private HttpRules(HttpRules other, boolean includesMetadata) {
    bodyBytesMax = other.bodyBytesMax;
    codings = other.codings;
    crossOrigin = other.crossOrigin;
    guard = other.guard;
    lines = other.lines;
    this.includesMetadata = includesMetadata;
  }

  /** The same, where what comes with a request beside its body is kept with its spans, or not. */
  public HttpRules includingMetadata(boolean included) {
    return new HttpRules(this, included);
  }

  boolean includesMetadata() {
    return includesMetadata;
  }

  int bodyBytesMax() {
    return (int) bodyBytesMax;
  }

  Set<Coding> codings() {
    return codings;
  }

  /** Who is let in. */
  public Guard guard() {
    return guard;
  }

  /** Whether a browser asks what a page may send, before it sends it. */
  public boolean isPreflight(HttpRequest request) {
    return crossOrigin.isPreflight(request);
  }

  /** Whether it asks so for a method that pages may use here. */
  public boolean isPreflightForUs(HttpRequest request) {
    return crossOrigin.isPreflightForUs(request);
  }

  /** Header lines that the answer to a request has besides its own; empty if there are none. */
  String lines(HttpRequest request) {
    return lines
        + (isPreflight(request)
            ? crossOrigin.preflightLines(request.headers())
            : crossOrigin.lines(request.headers()));
  }
}
