package io.spanweir.bench.runner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A system under test: a process of its own on a processor of its own. */
public final class RunningSystem implements AutoCloseable {
  private static final long START_NANOS_MAX = TimeUnit.SECONDS.toNanos(120);
  private static final long STOP_SECONDS_MAX = 60;
  private static final int LOG_LINES = 20;

  private final Process process;
  private final Path log;
  private final long startedNanos;

  private RunningSystem(Process process, Path log, long startedNanos) {
    this.process = process;
    this.log = log;
    this.startedNanos = startedNanos;
  }

  /**
   * Starts a system.
   *
   * @param log where its output goes
   */
  static RunningSystem start(
      SystemSpec system, int cpu, Path config, Map<String, String> environment, Path log)
      throws IOException {
    List<String> command = new ArrayList<>(Pinning.prefix(cpu));
    command.addAll(system.command());
    return start(command, config, environment, log);
  }

  /**
   * Starts a system on any processor.
   *
   * @param log where its output goes
   */
  public static RunningSystem start(
      SystemSpec system, Path config, Map<String, String> environment, Path log)
      throws IOException {
    return start(new ArrayList<>(system.command()), config, environment, log);
  }

  private static RunningSystem start(
      List<String> command, Path config, Map<String, String> environment, Path log)
      throws IOException {
    command.add("--config");
    command.add(config.toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    long now = System.nanoTime();
    return new RunningSystem(builder.start(), log, now);
  }

  /** Waits until a port takes connections and returns the seconds since the start. */
  public double awaitListening(int port) throws IOException, InterruptedException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    while (System.nanoTime() - startedNanos < START_NANOS_MAX) {
      if (!process.isAlive()) {
        throw new IOException("it ended with code " + process.exitValue() + ":\n" + logTail());
      }
      try (Socket probe = new Socket()) {
        probe.connect(address, 1000);
        return (System.nanoTime() - startedNanos) / 1e9;
      } catch (IOException notYet) {
        Thread.sleep(2);
      }
    }
    throw new IOException("it does not listen on port " + port + ":\n" + logTail());
  }

  Proc.ProcessSample sample() {
    return Proc.process(process.toHandle());
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Asks it to end, waits, and returns its exit code; -1 when it had to be killed. */
  public int stop() throws InterruptedException {
    process.destroy();
    if (process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
      return process.exitValue();
    }
    close();
    return -1;
  }

  /** Kills it and what it started, if that still runs. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  public String logTail() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
  }
}
