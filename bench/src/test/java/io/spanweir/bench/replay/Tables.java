package io.spanweir.bench.replay;

import java.nio.file.Path;

/** The recorded traces that tests replay. */
final class Tables {
  private static final Path FOLDER = Path.of("src/test/resources/nezha-csv");

  static final Path FAULT_FREE = FOLDER.resolve("trainticket-2023-01-29T08_50-faultfree.csv.gz");

  static final Path FAULT =
      FOLDER.resolve("trainticket-2023-01-29T09_25-exception-ts-basic.csv.gz");

  private Tables() {}
}
