package io.spanweir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a process of its own, with a collector on ports of its own. */
class DemoTest {
  private static final long SECONDS = 120;
  private static final int SERVICES = 6;
  private static final Pattern OUTCOME =
      Pattern.compile(
          "(?m)^ +#(\\d+) .*(kept by \\S+|dropped, no policy kept it) +(\\p{XDigit}{32})$");

  @TempDir Path folder;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void nothingIsLeftRunning() {
    started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void everyRequestHasItsOutcome() throws Exception {
    Addresses addresses = Addresses.free();
    Process demo = demo(addresses, "--requests", "6", "--rate", "3");
    assertThat(exitCode(demo)).as(said()).isZero();
    List<MatchResult> outcomes = OUTCOME.matcher(said()).results().toList();
    assertThat(outcomes)
        .as(said())
        .extracting(outcome -> outcome.group(1))
        .containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6");
    assertThat(said())
        .containsPattern("#3 +(\\d\\.\\d\\d s|\\d{3} ms) +slow database +kept by slow ")
        .containsPattern("#6 .* card declined +kept by errors ")
        .contains("http://127.0.0.1:" + addresses.zipkin + "/zipkin/\n")
        .contains(
            "http://127.0.0.1:%d/zipkin/traces/%s\n"
                .formatted(addresses.zipkin, traceId(outcomes, "3")))
        .contains("6 requests: ")
        .doesNotContain("not decided", "WARN", "SEVERE");
    assertThat(listens(addresses.zipkin)).as("the collector it started").isFalse();
  }

  @Test
  void aRequestIsOneTraceAndASignalEndsAll() throws Exception {
    Addresses addresses = Addresses.free();
    Process demo = demo(addresses, "--rate", "5");
    awaitSaid(demo, "/zipkin/traces/");
    assertThat(servicesOfSlowTrace(addresses))
        .contains("gateway", "auth", "user", "order", "payment", "email");
    List<ProcessHandle> collectors = demo.descendants().toList();
    assertThat(collectors).isNotEmpty();
    demo.toHandle().destroy();
    assertThat(exitCode(demo)).as(said()).isZero();
    assertThat(said()).containsPattern("\\d+ requests?: ").contains("Stopping the collector");
    assertThat(collectors).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    try (ServerSocket other = new ServerSocket(0)) {
      Addresses addresses = new Addresses(other.getLocalPort(), Ports.free(), Ports.free());
      assertThat(exitCode(demo(addresses))).isEqualTo(1);
      assertThat(said()).contains("something listens at http://127.0.0.1:" + other.getLocalPort());
    }
    assertThat(exitCode(demo(Addresses.free(), "--rate", "0"))).isEqualTo(1);
    assertThat(said()).contains("--rate is 0.0; expected more than 0");
  }

  /** Of the trace that the demo points to, once the store has all of it. */
  private Set<String> servicesOfSlowTrace(Addresses addresses) throws Exception {
    Matcher link = Pattern.compile("/zipkin/traces/(\\p{XDigit}{32})").matcher(said());
    assertThat(link.find()).isTrue();
    URI trace =
        URI.create("http://127.0.0.1:" + addresses.zipkin + "/api/v2/trace/" + link.group(1));
    HttpClient client = HttpClient.newHttpClient();
    Set<String> services = new TreeSet<>();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (services.size() < SERVICES && System.nanoTime() < deadline) {
      String body =
          client
              .send(HttpRequest.newBuilder(trace).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      Pattern.compile("\"localEndpoint\":\\{\"serviceName\":\"(\\w+)\"")
          .matcher(body)
          .results()
          .forEach(service -> services.add(service.group(1)));
      Thread.sleep(100);
    }
    return services;
  }

  private static String traceId(List<MatchResult> outcomes, String number) {
    return outcomes.stream()
        .filter(outcome -> outcome.group(1).equals(number))
        .findFirst()
        .orElseThrow()
        .group(3);
  }

  /** Where the collector of a test listens. */
  private record Addresses(int zipkin, int otlp, int admin) {
    static Addresses free() throws IOException {
      return new Addresses(Ports.free(), Ports.free(), Ports.free());
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Process demo(Addresses addresses, String... args) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(
                    java(),
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx96m",
                    "-Dspanweir.launcher=" + launcher(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.spanweir.demo.Demo",
                    "--config",
                    configuration(addresses).toString(),
                    "--zipkin=http://127.0.0.1:" + addresses.zipkin,
                    "--otlp=http://127.0.0.1:" + addresses.otlp,
                    "--admin=http://127.0.0.1:" + addresses.admin),
                Stream.of(args))
            .toList();
    Process demo =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    started.add(demo);
    return demo;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** What ./spanweir does, with the class path of the test. */
  private Path launcher() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("spanweir"),
            "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -Xmx192m -cp '%s' io.spanweir.deploy.Main \"$@\"\n"
                .formatted(java(), System.getProperty("java.class.path")));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  /** The policies of the default, on other ports, with a shorter wait and a store of its own. */
  private Path configuration(Addresses addresses) throws IOException {
    return Files.writeString(
        folder.resolve("spanweir.yaml"),
        """
        receivers:
          otlp: {protocols: {http: {endpoint: "127.0.0.1:%2$d"}}}
          zipkin: {endpoint: "127.0.0.1:%1$d"}
        processors:
          tail_sampling:
            decision_wait: 3s
            policies:
              - {name: errors, type: error_signals}
              - {name: slow, type: latency, latency: {threshold_ms: 500}}
        exporters:
          trace_store: {endpoint: "127.0.0.1:%1$d", path: "%4$s"}
        service:
          telemetry:
            metrics: {level: none}
            admin: {address: "127.0.0.1:%3$d"}
          pipelines:
            traces: {receivers: [otlp, zipkin], processors: [tail_sampling], exporters: [trace_store]}
        """
            .formatted(
                addresses.zipkin, addresses.otlp, addresses.admin, folder.resolve("traces")));
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said"), StandardCharsets.UTF_8);
  }

  private void awaitSaid(Process demo, String text) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!said().contains(text)) {
      assertThat(demo.isAlive() && System.nanoTime() < deadline).as(said()).isTrue();
      Thread.sleep(50);
    }
  }

  private int exitCode(Process demo) throws Exception {
    assertThat(demo.waitFor(SECONDS, TimeUnit.SECONDS)).as(said()).isTrue();
    return demo.exitValue();
  }
}
