package io.spanweir.receiver.otlp;

import io.netty.handler.codec.http.HttpRequest;
import io.spanweir.core.data.Signal;
import java.util.Set;
import java.util.stream.Collectors;

/** What a door takes, as far as the head of a request shows it. Immutable. */
final class HttpRules {
  private final HttpPaths paths;
  private final long bodyBytesMax;
  private final Set<Coding> codings;
  private final CrossOrigin crossOrigin;
  private final String lines;

  /**
   * @param taken signals that some pipeline takes
   */
  HttpRules(HttpConfig config, Set<Signal> taken) {
    paths = new HttpPaths(config, taken);
    bodyBytesMax = config.maxRequestBodySize().bytes();
    codings = config.codings();
    crossOrigin = new CrossOrigin(config.cors());
    lines =
        config.responseHeaders().entrySet().stream()
            .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
            .collect(Collectors.joining());
  }

  HttpPaths paths() {
    return paths;
  }

  long bodyBytesMax() {
    return bodyBytesMax;
  }

  Set<Coding> codings() {
    return codings;
  }

  boolean isPreflight(HttpRequest request) {
    return crossOrigin.isPreflight(request);
  }

  /** Header lines that the answer to a request has besides its own; empty if there are none. */
  String lines(HttpRequest request) {
    return lines
        + (isPreflight(request)
            ? crossOrigin.preflightLines(request.headers())
            : crossOrigin.lines(request.headers()));
  }
}
