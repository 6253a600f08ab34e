package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of own metrics as an operator's rules would read it. */
final class MetricsPage {
  private static final Pattern SAMPLE = Pattern.compile("(\\w+\\{[^}]*\\}|\\w+) (\\S+)");
  private static final Pattern COMPONENT = Pattern.compile("component=\"([^\"]*)\"");
  private static final String[] FATES = {
    "kept", "dropped", "refused", "rejected", "filtered", "duplicate", "failed"
  };

  private final Map<String, Double> samples = new TreeMap<>();

  MetricsPage(String text) {
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              Matcher m = SAMPLE.matcher(line);
              assertThat(m.matches()).as(line).isTrue();
              samples.put(m.group(1), Double.valueOf(m.group(2)));
            });
  }

  /**
   * Waits until nothing is open. While spans move, one number of a page is read after the other:
   * the page that says first that nothing is open may have older numbers, the next one has not.
   */
  static MetricsPage settled(int port) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    boolean settled = false;
    while (true) {
      MetricsPage page = new MetricsPage(RunningSpanweir.metrics(port));
      boolean wasSettled = settled;
      settled = page.sum("spanweir_ledger_open_spans") == 0;
      if (settled && wasSettled || System.nanoTime() > deadline) {
        return page;
      }
      TimeUnit.MILLISECONDS.sleep(settled ? 0 : 20);
    }
  }

  /** The sum of what has this name and all of these labels; none is 0. */
  long sum(String name, String... labels) {
    double sum = 0;
    for (Map.Entry<String, Double> sample : samples.entrySet()) {
      String key = sample.getKey();
      boolean matches = key.equals(name) || key.startsWith(name + "{");
      for (String label : labels) {
        matches &= key.contains(label);
      }
      sum += matches ? sample.getValue() : 0;
    }
    return Math.round(sum);
  }

  /** Whether there is a sample of this name with this label. */
  boolean has(String name, String label) {
    return samples.keySet().stream().anyMatch(k -> k.startsWith(name + "{") && k.contains(label));
  }

  /** The spans of a component by what became of them. */
  long spans(String component, String term) {
    return sum("spanweir_ledger_spans", "component=\"" + component + "\"", "term=\"" + term + "\"");
  }

  /** The components that have a book. */
  Set<String> components() {
    TreeSet<String> components = new TreeSet<>();
    for (String key : samples.keySet()) {
      Matcher m = COMPONENT.matcher(key);
      if (m.find()) {
        components.add(m.group(1));
      }
    }
    return components;
  }

  /** Holds every book to received = what became of it + open, for spans and for traces. */
  void assertBalanced() {
    for (String component : components()) {
      for (String what : new String[] {"spans", "traces"}) {
        String label = "component=\"" + component + "\"";
        String name = "spanweir_ledger_" + what;
        long accounted = sum("spanweir_ledger_open_" + what, label);
        for (String fate : FATES) {
          accounted += sum(name, label, "term=\"" + fate + "\"");
        }
        assertThat(accounted)
            .as("%s of %s", what, component)
            .isEqualTo(sum(name, label, "term=\"received\""));
      }
    }
  }
}
