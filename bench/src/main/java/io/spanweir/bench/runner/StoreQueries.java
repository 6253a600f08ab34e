package io.spanweir.bench.runner;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Asks a store for twenty traces as Zipkin's clients do, in four ways by turns, and notes how long
 * each answer takes to its last byte. One thread.
 */
final class StoreQueries {
  private static final int LIMIT = 20;
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final Pattern TRACE = Pattern.compile("(?:^\\[|],)\\[\\{");
  private static final Pattern TEXT = Pattern.compile("\"([^\"]+)\"");

  /** What is asked for. */
  enum Kind {
    SERVICE("of a service"),
    TAG("with a tag that one trace in a hundred has"),
    DURATION("with a span of 1.6 s, as one in 1,450 has"),
    SERVICE_AND_TAG("of a service, with the tag");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final String api;
  private final Histogram[] latencies = new Histogram[Kind.values().length];
  private final long[] firstNanos = new long[latencies.length];
  private final long[] fewestTraces = new long[latencies.length];
  private List<String> services = List.of();
  private int turn;

  /**
   * Asks nothing yet.
   *
   * @param api where {@code /services} and {@code /traces} are
   */
  StoreQueries(String api) {
    this.api = api;
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = new Histogram(LONGEST_NANOS, 3);
      fewestTraces[i] = Long.MAX_VALUE;
    }
  }

  /** Learns the names of services, of those that have traces enough. */
  void begin() throws IOException, InterruptedException {
    Matcher names = TEXT.matcher(get("/services"));
    services =
        names
            .results()
            .map(r -> r.group(1))
            .filter(name -> !name.startsWith(FoundAfter.PREFIX))
            .toList();
    if (services.isEmpty()) {
      throw new IOException("the store knows no service");
    }
  }

  /** Asks one question and waits for the answer. */
  void ask() throws IOException, InterruptedException {
    Kind kind = Kind.values()[turn % latencies.length];
    String service = services.get(turn / latencies.length % services.size());
    turn++;
    long begin = System.nanoTime();
    String answer = get("/traces?limit=" + LIMIT + "&lookback=86400000" + condition(kind, service));
    long nanos = System.nanoTime() - begin;
    int at = kind.ordinal();
    if (latencies[at].getTotalCount() == 0) {
      firstNanos[at] = nanos;
    }
    latencies[at].recordValue(Math.min(nanos, LONGEST_NANOS));
    fewestTraces[at] = Math.min(fewestTraces[at], TRACE.matcher(answer).results().count());
  }

  private static String condition(Kind kind, String service) {
    return switch (kind) {
      case SERVICE -> "&serviceName=" + service;
      case TAG -> "&annotationQuery=customer.tier%3Dvip";
      case DURATION -> "&minDuration=1600000";
      case SERVICE_AND_TAG -> "&serviceName=" + service + "&annotationQuery=customer.tier%3Dvip";
    };
  }

  private String get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api + path)).timeout(Duration.ofMinutes(5)).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + " is answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  /** Prints a row of a table in Markdown for each kind. */
  void print(Report report, String when) {
    for (Kind kind : Kind.values()) {
      Histogram latency = latencies[kind.ordinal()];
      report.print(
          "| %s, %s | %d | %.1f | %.1f | %.1f | %.1f | %d |%n",
          when,
          kind.label,
          latency.getTotalCount(),
          firstNanos[kind.ordinal()] / 1e6,
          latency.getValueAtPercentile(50) / 1e6,
          latency.getValueAtPercentile(99) / 1e6,
          latency.getMaxValue() / 1e6,
          fewestTraces[kind.ordinal()]);
    }
  }
}
