package io.spanweir.core.door;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import java.util.List;

/** {@code cors} of confighttp. */
@Description("Which web pages may send; none without allowed_origins")
public record CorsConfig(
    @Description("Origins of pages, such as https://*.example.com; * for every page")
        List<String> allowedOrigins,
    @Description(
            "Headers that pages may send besides Accept, Accept-Language, Content-Language,"
                + " Content-Type and X-Requested-With; * for any")
        List<String> allowedHeaders,
    @Description("Headers of answers that pages may read") List<String> exposedHeaders,
    @Description("Seconds a browser may remember what is allowed; 0 leaves it to the browser")
        int maxAge) {
  public static final CorsConfig OFF = new CorsConfig(List.of(), List.of(), List.of(), 0);

  private static final int AGE_MAX = 7 * 86_400;

  public CorsConfig {
    allowedOrigins = List.copyOf(allowedOrigins);
    allowedHeaders = List.copyOf(allowedHeaders);
    exposedHeaders = List.copyOf(exposedHeaders);
    ConfigChecks.range("max_age", maxAge, 0, AGE_MAX);
    for (String origin : allowedOrigins) {
      if (origin.indexOf('*') != origin.lastIndexOf('*')) {
        throw new InvalidConfigException(
            "allowed_origins", "has \"" + origin + "\"", "at most one * in an origin");
      }
    }
    allowedHeaders.forEach(name -> name("allowed_headers", name));
    exposedHeaders.forEach(name -> name("exposed_headers", name));
  }

  private static void name(String key, String name) {
    if (!ConfigChecks.isHeaderName(name)) {
      throw new InvalidConfigException(key, "has \"" + name + "\"", "names of headers");
    }
  }
}
