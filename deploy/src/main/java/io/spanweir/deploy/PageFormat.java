package io.spanweir.deploy;

import io.spanweir.core.telemetry.OwnMetrics;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The formats that own metrics are shown in, and which of them a reader asks for. */
enum PageFormat {
  PROMETHEUS(OwnMetrics.TYPE),
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

  /** Of OpenMetrics; the older one differs in nothing that is on the page. */
  private static final Set<String> VERSIONS = Set.of("", "0.0.1", "1.0.0");

  private final String contentType;

  PageFormat(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /**
   * OpenMetrics for who names it and likes it no less than the other, which everybody else gets:
   * wildcards are what any browser sends.
   *
   * @param accept the values of the request's {@code Accept} headers (RFC 9110, 12.5.1)
   */
  static PageFormat asked(List<String> accept) {
    double openMetrics = 0;
    double text = 0;
    for (String range : String.join(",", accept).toLowerCase(Locale.ROOT).split(",")) {
      String type = range.split(";", 2)[0].strip();
      double weight = weight(parameter(range, "q", "1"));
      if (type.equals("application/openmetrics-text")
          && VERSIONS.contains(parameter(range, "version", ""))) {
        openMetrics = Math.max(openMetrics, weight);
      } else if (type.equals("text/plain")) {
        text = Math.max(text, weight);
      }
    }
    return openMetrics > 0 && openMetrics >= text ? OPEN_METRICS : PROMETHEUS;
  }

  private static String parameter(String range, String name, String otherwise) {
    for (String parameter : range.split(";")) {
      String[] parts = parameter.split("=", 2);
      if (parts.length == 2 && parts[0].strip().equals(name)) {
        return parts[1].strip().replace("\"", "");
      }
    }
    return otherwise;
  }

  /** What is no number is no wish. */
  private static double weight(String text) {
    return text.matches("[01](\\.[0-9]{0,3})?") ? Double.parseDouble(text) : 0;
  }
}
