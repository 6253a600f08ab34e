package io.spanweir.exporter.tracestore.query;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a query's address, and what is wrong with them, in Zipkin's words. */
final class Parameters {
  private static final int COUNT_MAX = 64;

  private final String path;
  private final Map<String, List<String>> values;

  /**
   * @throws BadQueryException when the address has escapes that mean nothing
   */
  Parameters(String uri) throws BadQueryException {
    QueryStringDecoder decoder =
        new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, COUNT_MAX);
    try {
      path = decoder.path();
      values = decoder.parameters();
    } catch (IllegalArgumentException e) {
      throw new BadQueryException(String.valueOf(e.getMessage()));
    }
  }

  /** Before the question mark, without escapes. */
  String path() {
    return path;
  }

  /** The first of this name; null if there is none. */
  @Nullable String text(String name) {
    List<String> all = values.get(name);
    return all == null ? null : all.get(0);
  }

  String required(String name) throws BadQueryException {
    String value = text(name);
    if (value == null) {
      throw new BadQueryException("Mandatory parameter/header/attribute is missing: " + name);
    }
    return value;
  }

  /** Whether it is given, and not empty. */
  boolean has(String name) {
    String value = text(name);
    return value != null && !value.isEmpty();
  }

  /** What is empty is as good as not there. */
  long number(String name, long otherwise) throws BadQueryException {
    String value = text(name);
    try {
      return value == null || value.isEmpty() ? otherwise : Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new BadQueryException("For input string: \"" + value + "\"");
    }
  }

  int smallNumber(String name, int otherwise) throws BadQueryException {
    long number = number(name, otherwise);
    if (number != (int) number) {
      throw new BadQueryException("For input string: \"" + number + "\"");
    }
    return (int) number;
  }
}
