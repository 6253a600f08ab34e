package io.spanweir.deploy;

import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.Labels;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * OpenMetrics, version 1.0.0, for its exemplars. A counter must end with {@code _total} there, so
 * one whose name has none is of type {@code unknown}. Source: the specification, sections "Text
 * format", "Considerations: Canonical Numbers" and "Exemplars".
 */
final class OpenMetricsText extends PageText {
  private static final int EXEMPLAR_CHARS_MAX = 128;

  /**
   * @param totals whether names of own counters end with {@code _total}
   * @param names what a metric is called on this page, by what it is called without its unit
   */
  OpenMetricsText(ResourceAttributes resource, boolean totals, UnaryOperator<String> names) {
    super(resource, totals, names);
  }

  @Override
  void counterHead(String name, String sample, @Nullable String help) {
    head(name, sample.equals(name) ? "unknown" : "counter", help);
  }

  @Override
  void targetHead() {
    head("target", "info", "What these metrics are of");
  }

  @Override
  String escaped(String help) {
    return super.escaped(help).replace("\"", "\\\"");
  }

  @Override
  String end() {
    return "# EOF\n";
  }

  /** As Go writes it, since readers compare bounds as texts: 0.0001, 2.5, 1e+06. */
  @Override
  String bound(double bound) {
    if (Double.isInfinite(bound)) {
      return number(bound);
    }
    BigDecimal exact = new BigDecimal(Double.toString(bound)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exact.signum() == 0 || (exponent >= -4 && exponent < 6)) {
      return exact.setScale(Math.max(1, exact.scale())).toPlainString();
    }
    String mantissa = exact.movePointLeft(exponent).toPlainString();
    return String.format(
        Locale.ROOT, "%se%s%02d", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  @Override
  String exemplar(Exemplars exemplars, double above, double upTo) {
    Exemplar exemplar = exemplars.get(above, upTo);
    if (exemplar == null || chars(exemplar.getLabels()) > EXEMPLAR_CHARS_MAX) {
      return "";
    }
    StringBuilder text = new StringBuilder(" # {");
    Labels labels = exemplar.getLabels();
    for (int i = 0; i < labels.size(); i++) {
      text.append(i == 0 ? "" : ",");
      label(text, labels.getPrometheusName(i), labels.getValue(i));
    }
    text.append("} ").append(number(exemplar.getValue()));
    if (exemplar.hasTimestamp()) {
      text.append(' ').append(BigDecimal.valueOf(exemplar.getTimestampMillis(), 3));
    }
    return text.toString();
  }

  private static int chars(Labels labels) {
    int chars = 0;
    for (int i = 0; i < labels.size(); i++) {
      String name = labels.getPrometheusName(i);
      String value = labels.getValue(i);
      chars += name.codePointCount(0, name.length()) + value.codePointCount(0, value.length());
    }
    return chars;
  }
}
