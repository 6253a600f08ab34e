package io.spanweir.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The collector: one that runs already, or one that is started here and ends with the demo. */
final class Collector implements AutoCloseable {
  private static final int CONNECT_MILLIS = 500;
  private static final int POLL_MILLIS = 50;
  private static final long START_SECONDS = 90;
  private static final long STOP_SECONDS = 60;
  private static final int LINES_SHOWN = 12;

  private final @Nullable Process process;
  private final @Nullable Path said;

  /** What went wrong, in words for the person at the terminal. */
  static final class TroubleException extends Exception {
    TroubleException(String message) {
      super(message);
    }
  }

  private Collector(@Nullable Process process, @Nullable Path said) {
    this.process = process;
    this.said = said;
  }

  /** Finds the one that runs, or starts one and waits until it takes spans. */
  static Collector open(Options options, Decisions decisions)
      throws IOException, InterruptedException, TroubleException {
    if (!listens(options.zipkin)) {
      return start(options, decisions);
    }
    if (!decisions.answer()) {
      throw new TroubleException(
          "something listens at "
              + options.zipkin
              + ", but no Spanweir answers at "
              + options.admin
              + "; stop it first, then this starts a Spanweir");
    }
    return new Collector(null, null);
  }

  private static Collector start(Options options, Decisions decisions)
      throws IOException, InterruptedException, TroubleException {
    List<String> command = new ArrayList<>(List.of(options.launcher()));
    options.configs.forEach(config -> command.addAll(List.of("--config", config)));
    Path said = Files.createTempFile("spanweir-demo", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    Collector collector = new Collector(process, said);
    try {
      collector.awaitUp(options, decisions);
    } catch (InterruptedException | TroubleException e) {
      collector.close();
      throw e;
    }
    return collector;
  }

  private void awaitUp(Options options, Decisions decisions)
      throws InterruptedException, TroubleException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!(listens(options.zipkin) && listens(options.otlp) && decisions.answer())) {
      if (!runs()) {
        throw new TroubleException("the collector did not start; it said:\n" + lastWords());
      }
      if (System.nanoTime() > deadline) {
        throw new TroubleException(
            "the collector is not up after " + START_SECONDS + " s; it said:\n" + lastWords());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static boolean listens(String url) {
    URI uri = URI.create(url);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether it was started here. */
  boolean isOurs() {
    return process != null;
  }

  /** Whether the one started here still runs; of another one nothing is known. */
  boolean runs() {
    return process == null || process.isAlive();
  }

  /** The end of what it has said. */
  String lastWords() {
    if (said == null) {
      return "";
    }
    try {
      List<String> lines = List.of(Files.readString(said, StandardCharsets.UTF_8).split("\n"));
      int from = Math.max(0, lines.size() - LINES_SHOWN);
      return "  " + String.join("\n  ", lines.subList(from, lines.size()));
    } catch (IOException e) {
      return "  nothing that can be read: " + e.getMessage();
    }
  }

  /** Stops the one that was started here, as its supervisor would. */
  @Override
  public void close() {
    if (process == null || said == null) {
      return;
    }
    // By the handle: a process that is destroyed directly may lose its last words.
    process.toHandle().destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(said);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // A file too many in the directory for temporary ones.
    }
  }
}
