package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page that must be OpenMetrics 1.0.0, read line by line, and the exemplars on it. */
final class OpenMetricsPage {
  private static final String LABEL = "[a-zA-Z_]\\w*=\"(?:[^\"\\\\\n]|\\\\[\"\\\\n])*\"";
  private static final String LABELS = "\\{((?:" + LABEL + "(?:," + LABEL + ")*)?)\\}";
  private static final String NUMBER = "(NaN|[+-]Inf|-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)";
  private static final Pattern META =
      Pattern.compile(
          "# (?:TYPE (\\S+) (counter|gauge|histogram|summary|info|unknown)"
              + "|HELP (\\S+) ((?:[^\"\\\\]|\\\\[\"\\\\n])*))");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][\\w:]*)(?:"
              + LABELS
              + ")? "
              + NUMBER
              + "(?: # "
              + LABELS
              + " "
              + NUMBER
              + "(?: (\\d+(?:\\.\\d+)?))?)?");
  private static final Pattern ONE_LABEL = Pattern.compile("(\\w+)=(\"(?:[^\"\\\\]|\\\\.)*\")");
  private static final Pattern CANONICAL =
      Pattern.compile("\\+Inf|\\d{1,6}\\.\\d+|\\d(\\.\\d+)?e[+-]\\d\\d");
  private static final Map<String, Set<String>> SUFFIXES =
      Map.of(
          "counter", Set.of("_total"),
          "gauge", Set.of(""),
          "unknown", Set.of(""),
          "info", Set.of("_info"),
          "summary", Set.of("_count", "_sum"),
          "histogram", Set.of("_bucket", "_count", "_sum"));

  private final List<Exemplar> exemplars = new ArrayList<>();
  private final Map<String, String> types = new HashMap<>();
  private final Set<String> series = new HashSet<>();
  private String current = "";
  private boolean described;
  private String bucketsOf = "";
  private double above;
  private double bound;
  private double below;

  /**
   * What a bucket has.
   *
   * @param sample with its labels
   * @param seconds since 1970
   */
  record Exemplar(String sample, String traceId, String spanId, double value, double seconds) {}

  OpenMetricsPage(String text) {
    assertThat(text).endsWith("\n# EOF\n");
    text.substring(0, text.length() - "# EOF\n".length()).lines().forEach(this::line);
    assertThat(bound).as("last bucket of " + bucketsOf).isInfinite();
  }

  List<Exemplar> exemplars() {
    return exemplars;
  }

  private void line(String line) {
    if (line.startsWith("#")) {
      meta(line);
    } else {
      sample(line);
    }
  }

  private void meta(String line) {
    Matcher m = META.matcher(line);
    assertThat(m.matches()).as(line).isTrue();
    boolean type = m.group(1) != null;
    String name = type ? m.group(1) : m.group(3);
    if (type) {
      assertThat(types.put(name, m.group(2))).as("second " + line).isNull();
      assertThat(described && !current.equals(name)).as("no type before " + line).isFalse();
    }
    described = !type;
    current = name;
  }

  private void sample(String line) {
    Matcher m = SAMPLE.matcher(line);
    assertThat(m.matches()).as(line).isTrue();
    String name = m.group(1);
    String labels = m.group(2) == null ? "" : m.group(2);
    assertThat(name).as("stands in its family").startsWith(current);
    String suffix = name.substring(current.length());
    String type = types.get(current);
    assertThat(type).as("type of " + line).isNotNull();
    assertThat(SUFFIXES.get(type)).as(line).contains(suffix);
    assertThat(series.add(name + "{" + labels)).as("is there once: " + line).isTrue();
    if (suffix.equals("_bucket")) {
      bucket(name, labels, Double.parseDouble(m.group(3)));
    }
    if (m.group(5) != null) {
      assertThat(suffix).as("what may have an exemplar").isIn("_bucket", "_total");
      exemplar(name + "{" + labels + "}", m);
    }
  }

  /** Counts add up from the lowest bound to the infinite one. */
  private void bucket(String name, String labels, double count) {
    String le = labels(labels).get("le");
    assertThat(le).matches(CANONICAL);
    String of = name + labels.replace("le=\"" + le + "\"", "");
    double upTo = le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
    if (of.equals(bucketsOf)) {
      assertThat(upTo).as(of).isGreaterThan(bound);
      assertThat(count).as(of).isGreaterThanOrEqualTo(below);
    } else {
      assertThat(bucketsOf.isEmpty() || Double.isInfinite(bound)).as("ends: " + bucketsOf).isTrue();
    }
    above = of.equals(bucketsOf) ? bound : Double.NEGATIVE_INFINITY;
    bucketsOf = of;
    bound = upTo;
    below = count;
  }

  private void exemplar(String sample, Matcher m) {
    Map<String, String> labels = labels(m.group(4));
    int chars =
        labels.entrySet().stream().mapToInt(l -> (l.getKey() + l.getValue()).length()).sum();
    assertThat(chars).as("length of " + m.group(4)).isLessThanOrEqualTo(128);
    double value = Double.parseDouble(m.group(5));
    assertThat(value).as(sample).isGreaterThan(above).isLessThanOrEqualTo(bound);
    assertThat(below).as("count of " + sample).isPositive();
    exemplars.add(
        new Exemplar(
            sample,
            labels.get("trace_id"),
            labels.get("span_id"),
            value,
            Double.parseDouble(m.group(6))));
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new HashMap<>();
    Matcher m = ONE_LABEL.matcher(text);
    while (m.find()) {
      String quoted = m.group(2);
      String before = labels.put(m.group(1), quoted.substring(1, quoted.length() - 1));
      assertThat(before).as("a label twice: " + text).isNull();
    }
    return labels;
  }
}
