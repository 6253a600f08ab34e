package io.spanweir.receiver.otlp;

import io.spanweir.core.data.Signal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where what is posted. Immutable. */
final class HttpPaths {
  private final Map<String, Signal> signals = new LinkedHashMap<>();

  /**
   * @param taken signals that some pipeline takes; the paths of others are not there
   */
  HttpPaths(HttpConfig config, Set<Signal> taken) {
    for (Signal signal : taken) {
      signals.put(
          switch (signal) {
            case TRACES -> config.tracesUrlPath();
            case METRICS -> config.metricsUrlPath();
            case LOGS -> config.logsUrlPath();
          },
          signal);
    }
  }

  /** What is posted to a path, null if nothing is. */
  @Nullable Signal of(String path) {
    return signals.get(path);
  }

  /** Those that something is posted to. */
  Set<String> all() {
    return Collections.unmodifiableSet(signals.keySet());
  }

  /** For a person who posted elsewhere: {@code traces are posted to /v1/traces}. */
  @Override
  public String toString() {
    return signals.entrySet().stream()
        .map(entry -> entry.getValue().key() + " are posted to " + entry.getKey())
        .collect(Collectors.joining(", "));
  }
}
