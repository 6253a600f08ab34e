package io.spanweir.bench.runner;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long after 202 a trace is found by its service: one that nothing else has is posted as a
 * Zipkin client does, and asked for until it is there. One thread.
 */
final class FoundAfter {
  /** Of the names of its services, which nobody else has. */
  static final String PREFIX = "posted-";

  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long POLL_MILLIS = 10;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Histogram latency = new Histogram(LONGEST_NANOS, 3);
  private final String api;
  private final String prefix;
  private int number;

  /**
   * Posts nothing yet.
   *
   * @param api where {@code /spans} and {@code /traces} are
   * @param run of those that one store is asked in
   */
  FoundAfter(String api, int run) {
    this.api = api;
    prefix = PREFIX + run + "-";
  }

  /** Posts one and waits until it is found. */
  void post() throws IOException, InterruptedException {
    String service = prefix + number++;
    long nowMicros = System.currentTimeMillis() * 1000;
    String id = "%016x".formatted(nowMicros);
    String span =
        ("[{\"traceId\":\"%s\",\"id\":\"%s\",\"name\":\"get\",\"timestamp\":%d,\"duration\":1000,"
                + "\"localEndpoint\":{\"serviceName\":\"%s\"}}]")
            .formatted(id, id, nowMicros, service);
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(api + "/spans"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(span))
            .build();
    int status = client.send(post, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status == 503) {
      return; // the store has no room just now, which the ledger of the load says
    }
    if (status != 202) {
      throw new IOException("a span that is posted is answered " + status);
    }
    long posted = System.nanoTime();
    URI search = URI.create(api + "/traces?serviceName=" + service);
    HttpRequest ask = HttpRequest.newBuilder(search).build();
    while (!client.send(ask, HttpResponse.BodyHandlers.ofString()).body().contains(id)) {
      if (System.nanoTime() - posted > LONGEST_NANOS) {
        throw new IOException("a span that was taken is not found");
      }
      Thread.sleep(POLL_MILLIS);
    }
    latency.recordValue(Math.min(System.nanoTime() - posted, LONGEST_NANOS));
  }

  /** Prints a line. */
  void print(Report report, String when) {
    report.print(
        "%s, found by a search after 202: %d traces, p50 %.0f ms, p99 %.0f, longest %.0f%n",
        when,
        latency.getTotalCount(),
        latency.getValueAtPercentile(50) / 1e6,
        latency.getValueAtPercentile(99) / 1e6,
        latency.getMaxValue() / 1e6);
  }
}
