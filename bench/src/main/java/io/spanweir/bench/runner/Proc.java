package io.spanweir.bench.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads what Linux says about processes and processors. */
final class Proc {
  /**
   * The unit of times in {@code /proc}: Linux shows user space 100 ticks a second on every
   * architecture.
   */
  private static final double TICKS_PER_SECOND = 100;

  private static final int FIELDS_BEFORE_UTIME = 11;

  private Proc() {}

  /**
   * A process and its descendants at one moment.
   *
   * @param nanos the monotonic clock
   * @param cpuSeconds user and system time of all threads, ended ones included
   * @param rssBytes resident memory
   * @param peakRssBytes the most resident memory there ever was
   */
  record ProcessSample(long nanos, double cpuSeconds, long rssBytes, long peakRssBytes) {}

  /**
   * A processor at one moment.
   *
   * @param busySeconds not idle and not waiting for a disk, since the machine started
   * @param allSeconds since the machine started
   */
  record CpuSample(double busySeconds, double allSeconds) {
    /** Returns the busy share since an earlier sample, in percent. */
    double busyPercentSince(CpuSample earlier) {
      double all = allSeconds - earlier.allSeconds;
      return all <= 0 ? 0 : 100 * (busySeconds - earlier.busySeconds) / all;
    }
  }

  /** Samples this process without those it started. */
  static ProcessSample self() {
    return sum(Stream.of(ProcessHandle.current()));
  }

  static ProcessSample process(ProcessHandle process) {
    return sum(Stream.concat(Stream.of(process), process.descendants()));
  }

  private static ProcessSample sum(Stream<ProcessHandle> processes) {
    double cpu = 0;
    long rss = 0;
    long peak = 0;
    for (ProcessHandle each : processes.toList()) {
      Path folder = Path.of("/proc", Long.toString(each.pid()));
      try {
        cpu += cpuSeconds(Files.readString(folder.resolve("stat")));
        String status = Files.readString(folder.resolve("status"));
        rss += kilobytes(status, "VmRSS:") << 10;
        peak += kilobytes(status, "VmHWM:") << 10;
      } catch (NoSuchFileException ended) {
        // A helper process that has ended has no more to say.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new ProcessSample(System.nanoTime(), cpu, rss, peak);
  }

  static CpuSample cpu(int number) {
    List<String> lines;
    try {
      lines = Files.readAllLines(Path.of("/proc/stat"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String name = "cpu" + number + " ";
    for (String line : lines) {
      if (line.startsWith(name)) {
        return cpu(line.substring(name.length()).trim().split(" +"));
      }
    }
    throw new IllegalArgumentException("the machine has no processor " + number);
  }

  /**
   * Returns how many datagrams the kernel dropped in front of a port since it was opened, or -1
   * when nobody has opened it.
   */
  static long droppedDatagrams(int port) {
    String suffix = String.format(Locale.ROOT, ":%04X", port);
    long dropped = -1;
    for (String table : List.of("/proc/net/udp", "/proc/net/udp6")) {
      try {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] fields = line.trim().split(" +");
          if (fields.length > 2 && fields[1].endsWith(suffix)) {
            dropped = Math.max(dropped, 0) + Long.parseLong(fields[fields.length - 1]);
          }
        }
      } catch (NoSuchFileException noSuchFamily) {
        // A system without it has no such ports.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return dropped;
  }

  /** Names the machine, its kernel and Java, for whoever compares figures. */
  static String machine() {
    List<String> models;
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      models = lines.filter(l -> l.startsWith("model name")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String model = models.isEmpty() ? "" : models.get(0);
    return String.format(
        Locale.ROOT,
        "%d processors,%s; %s %s; Java %s; GOGC=%s GOMAXPROCS=%s JAVA_TOOL_OPTIONS=%s",
        models.size(),
        model.substring(model.indexOf(':') + 1),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Runtime.version(),
        System.getenv("GOGC"),
        System.getenv("GOMAXPROCS"),
        System.getenv("JAVA_TOOL_OPTIONS"));
  }

  private static CpuSample cpu(String[] fields) {
    double all = 0;
    for (int i = 0; i < 8; i++) {
      all += Long.parseLong(fields[i]);
    }
    double idle = Long.parseLong(fields[3]) + Long.parseLong(fields[4]);
    return new CpuSample((all - idle) / TICKS_PER_SECOND, all / TICKS_PER_SECOND);
  }

  private static double cpuSeconds(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long user = Long.parseLong(fields[FIELDS_BEFORE_UTIME]);
    long system = Long.parseLong(fields[FIELDS_BEFORE_UTIME + 1]);
    return (user + system) / TICKS_PER_SECOND;
  }

  private static long kilobytes(String status, String name) {
    int at = status.indexOf(name);
    if (at < 0) {
      return 0;
    }
    int end = status.indexOf(" kB", at);
    return Long.parseLong(status.substring(at + name.length(), end).trim());
  }
}
