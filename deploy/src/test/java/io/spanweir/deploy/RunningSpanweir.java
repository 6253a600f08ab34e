package io.spanweir.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The product as a process of its own, with the class path of the test, and what it says. */
final class RunningSpanweir implements AutoCloseable {
  private static final long START_SECONDS = 60;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  private RunningSpanweir(Process process) {
    this.process = process;
    reader = new Thread(this::read, "output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts it with a configuration and waits until it says that it is up. */
  static RunningSpanweir start(String yaml, Map<String, String> environment) throws Exception {
    Path file = Files.createTempFile("spanweir", ".yaml");
    Files.writeString(file, yaml);
    RunningSpanweir running = launch(environment, "--config", file.toString());
    running.await("Threads ");
    return running;
  }

  /** Starts it with arguments. */
  static RunningSpanweir launch(Map<String, String> environment, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-XX:MaxDirectMemorySize=512m",
            "-Dspanweir.direct.bytes=268435456"));
    command.addAll(StartedClasses.options());
    command.add("io.spanweir.deploy.Main");
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new RunningSpanweir(builder.start());
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      // The process has ended, and its output with it.
    }
  }

  long pid() {
    return process.pid();
  }

  /** All it has said so far. */
  String output() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  /** Waits until it has said something. */
  void await(String text) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!output().contains(text)) {
      if (System.nanoTime() > deadline || (!process.isAlive() && !reader.isAlive())) {
        throw new AssertionError("did not say \"" + text + "\" but:\n" + output());
      }
      Thread.sleep(20);
    }
  }

  /** Sends SIGTERM. By the handle: a process closes its streams, and its last words are lost. */
  void askToStop() {
    process.toHandle().destroy();
  }

  /** Sends SIGTERM. @return the exit code */
  int terminate() throws InterruptedException {
    askToStop();
    return exitCode();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("did not end; it said:\n" + output());
    }
    reader.join(5_000);
    return process.exitValue();
  }

  /** The metrics page. */
  static String metrics(int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** The metrics page as Prometheus asks for it. */
  static HttpResponse<String> openMetrics(int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
            .header(
                "Accept",
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                    + "application/openmetrics-text;version=0.0.1;q=0.5,"
                    + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2")
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
