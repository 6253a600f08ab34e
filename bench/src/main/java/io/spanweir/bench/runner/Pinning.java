package io.spanweir.bench.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Ties processes and threads to processors through {@code taskset}. */
public final class Pinning {
  private Pinning() {}

  /** Returns the command that runs another on one processor. */
  public static List<String> prefix(int cpu) {
    return List.of("taskset", "-c", Integer.toString(cpu));
  }

  /** Ties every thread of this process, and those they start, to a processor. */
  public static void thisProcess(int cpu) throws IOException, InterruptedException {
    run("-acp", cpu, ProcessHandle.current().pid());
  }

  /** Ties the calling thread to a processor. */
  static void thisThread(int cpu) throws IOException, InterruptedException {
    Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
    run("-cp", cpu, Long.parseLong(self.getFileName().toString()));
  }

  private static void run(String flags, int cpu, long id) throws IOException, InterruptedException {
    Process taskset =
        new ProcessBuilder("taskset", flags, Integer.toString(cpu), Long.toString(id))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (taskset.waitFor() != 0) {
      throw new IOException("taskset " + flags + " " + cpu + " " + id + " failed");
    }
  }
}
