package io.spanweir.exporter.otlp;

import io.spanweir.core.component.InvalidConfigException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to send to. A scheme decides on TLS, as in the OpenTelemetry Collector: {@code http://} is
 * plain, {@code https://} is not, whatever {@code tls} says.
 *
 * @param hostPort {@code host:port}
 * @param plaintext whether the connection goes without TLS
 */
record Endpoint(String hostPort, boolean plaintext) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(https?|dns)://+)?((?:[^\\s/:@\\[\\]]+|\\[[0-9a-fA-F:.%]+]):(\\d{1,5}))/?");
  private static final String EXPECTED =
      "host:port, with http:// or https:// before it if you like";

  static Endpoint parse(String text, boolean insecure) {
    if (text.isBlank()) {
      throw new InvalidConfigException("endpoint", "is missing", EXPECTED);
    }
    Matcher m = FORM.matcher(text.strip());
    if (!m.matches() || Integer.parseInt(m.group(3)) > 65_535) {
      throw new InvalidConfigException("endpoint", "\"" + text + "\" is no address", EXPECTED);
    }
    String scheme = m.group(1) == null ? "" : m.group(1).toLowerCase(Locale.ROOT);
    boolean plain = scheme.equals("http") || (insecure && !scheme.equals("https"));
    return new Endpoint(m.group(2), plain);
  }
}
