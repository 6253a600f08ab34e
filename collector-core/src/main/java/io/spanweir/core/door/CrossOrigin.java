package io.spanweir.core.door;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a browser is told about pages of other origins (the Fetch standard, §3.2). A page that is
 * not allowed gets the same answers as anybody; it is its browser that keeps them from it.
 * Immutable.
 */
public final class CrossOrigin {
  private static final String ALL = "*";
  private static final Set<String> ALWAYS =
      Set.of(
          "accept",
          "accept-language",
          "content-language",
          "content-type",
          "origin",
          "x-requested-with");

  private final List<String> origins;
  private final List<String> methods;
  private final boolean anyOrigin;
  private final boolean anyHeader;
  private final Set<String> headers;
  private final String exposed;
  private final String age;

  /**
   * @param methods what pages may use
   */
  public CrossOrigin(CorsConfig config, String... methods) {
    this.methods = List.of(methods);
    origins = config.allowedOrigins().stream().map(CrossOrigin::lower).toList();
    anyOrigin = origins.contains(ALL);
    anyHeader = config.allowedHeaders().contains(ALL);
    headers =
        Stream.concat(ALWAYS.stream(), config.allowedHeaders().stream().map(CrossOrigin::lower))
            .collect(Collectors.toUnmodifiableSet());
    exposed =
        config.exposedHeaders().isEmpty()
            ? ""
            : line("Access-Control-Expose-Headers", String.join(", ", config.exposedHeaders()));
    age = config.maxAge() == 0 ? "" : line("Access-Control-Max-Age", "" + config.maxAge());
  }

  /** Whether a browser asks what a page may send, before it sends it. */
  public boolean isPreflight(HttpRequest request) {
    return !origins.isEmpty()
        && HttpMethod.OPTIONS.equals(request.method())
        && request.headers().contains(HttpHeaderNames.ORIGIN)
        && request.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
  }

  /**
   * Whether a browser asks so for a method that pages may use here: of components that share an
   * endpoint one may have a path for one method, one for another.
   */
  public boolean isPreflightForUs(HttpRequest request) {
    return isPreflight(request)
        && methods.contains(request.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD));
  }

  /** Header lines for the answer to a request that is no preflight; empty if there are none. */
  public String lines(HttpHeaders request) {
    if (origins.isEmpty()) {
      return "";
    }
    String vary = anyOrigin ? "" : line("Vary", "Origin");
    String origin = request.get(HttpHeaderNames.ORIGIN);
    return origin == null || !allows(origin) ? vary : vary + allowed(origin) + exposed;
  }

  /** Header lines for the answer to a preflight. */
  public String preflightLines(HttpHeaders request) {
    String vary =
        line("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    String origin = String.valueOf(request.get(HttpHeaderNames.ORIGIN));
    String asked = request.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS, "");
    String method = String.valueOf(request.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD));
    if (!methods.contains(method) || !allows(origin) || !allowsHeaders(asked)) {
      return vary;
    }
    return vary
        + allowed(origin)
        + line("Access-Control-Allow-Methods", String.join(", ", methods))
        + (asked.isBlank() ? "" : line("Access-Control-Allow-Headers", asked))
        + age;
  }

  /** With every origin allowed there are no credentials: browsers refuse the two together. */
  private String allowed(String origin) {
    return anyOrigin
        ? line("Access-Control-Allow-Origin", ALL)
        : line("Access-Control-Allow-Origin", origin)
            + line("Access-Control-Allow-Credentials", "true");
  }

  private boolean allows(String origin) {
    String asked = lower(origin);
    return anyOrigin || origins.stream().anyMatch(allowed -> matches(allowed, asked));
  }

  private static boolean matches(String allowed, String origin) {
    int star = allowed.indexOf('*');
    if (star < 0) {
      return allowed.equals(origin);
    }
    String after = allowed.substring(star + 1);
    return origin.length() >= star + after.length()
        && origin.startsWith(allowed.substring(0, star))
        && origin.endsWith(after);
  }

  private boolean allowsHeaders(String asked) {
    return anyHeader
        || Stream.of(asked.split(",", -1))
            .map(name -> lower(name.strip()))
            .allMatch(name -> name.isEmpty() || headers.contains(name));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String line(String name, String value) {
    return name + ": " + value + "\r\n";
  }
}
