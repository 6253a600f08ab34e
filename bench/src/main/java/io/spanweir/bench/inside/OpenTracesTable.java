package io.spanweir.bench.inside;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Ten thousand to ten million open traces, as a table in Markdown: a process for each row. */
public final class OpenTracesTable {
  private static final List<Integer> COUNTS = List.of(10_000, 100_000, 1_000_000, 10_000_000);

  /**
   * As the product is started on a machine of 24 GiB: ten million traces of 200 bytes take four.
   */
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms32m",
          "-Xmx1g",
          "-XX:MaxDirectMemorySize=16g",
          "-Dio.netty.tryReflectionSetAccessible=true",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "-Dslf4j.internal.verbosity=ERROR");

  private OpenTracesTable() {}

  /**
   * Measures and prints.
   *
   * @param warmupSeconds of each process
   */
  public static void print(int repeats, int warmupSeconds)
      throws IOException, InterruptedException {
    System.out.println(
        "| open traces | ns per span, filling | ns per span, full | longest turn filling, ms"
            + " | p99.9 / longest turn full, ms | RSS, MB | bytes per open trace beside its 200 |");
    System.out.println("|---|---|---|---|---|---|---|");
    System.out.flush();
    for (int open : COUNTS) {
      for (int i = 0; i < repeats; i++) {
        row(open, warmupSeconds);
      }
    }
  }

  private static void row(int open, int warmupSeconds) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(OpenTraces.class.getName());
    command.add(Integer.toString(open));
    command.add(Integer.toString(warmupSeconds));
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException("the process with " + open + " open traces ended with " + code);
    }
  }
}
