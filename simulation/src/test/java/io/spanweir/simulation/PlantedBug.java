package io.spanweir.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A bug that the simulator must find, kept as a file in {@code planted-bugs}:
 *
 * <pre>
 * What: a row is lost when its segment is evacuated
 * Seeds: 200
 * File: processors/src/main/java/io/spanweir/…/TraceTable.java
 * &lt;&lt;&lt;&lt;
 * the text as it is
 * ====
 * the text with the bug
 * &gt;&gt;&gt;&gt;
 * </pre>
 *
 * <p>A bug may change several places of its file, one after the other.
 *
 * <p>Found by the simulation, or by another trial that it names: {@code Trial: ReceiverCorner}.
 *
 * @param seeds within how many seeds it is found
 */
record PlantedBug(
    String name, String what, int seeds, String file, Class<?> trial, List<Change> changes) {
  /** One place. */
  record Change(String before, String after) {}

  /** All planted bugs, in the order of their names. */
  static List<PlantedBug> all() throws IOException {
    Path directory = Mutant.root().resolve("simulation/src/test/resources/planted-bugs");
    try (Stream<Path> files = Files.list(directory)) {
      List<PlantedBug> bugs = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        bugs.add(read(file));
      }
      return bugs;
    }
  }

  private static PlantedBug read(Path path) throws IOException {
    String name = path.getFileName().toString().replace(".txt", "");
    String text = Files.readString(path);
    List<Change> changes = new ArrayList<>();
    int at = text.indexOf("<<<<\n");
    while (at >= 0) {
      int middle = text.indexOf("\n====\n", at);
      int end = text.indexOf("\n>>>>", middle);
      changes.add(new Change(text.substring(at + 5, middle), text.substring(middle + 6, end)));
      at = text.indexOf("<<<<\n", end);
    }
    return new PlantedBug(
        name,
        header(text, "What"),
        Integer.parseInt(header(text, "Seeds")),
        header(text, "File"),
        text.contains("\nTrial: ReceiverCorner\n") ? ReceiverCorner.class : Simulation.class,
        List.copyOf(changes));
  }

  private static String header(String text, String key) {
    for (String line : text.lines().toList()) {
      if (line.startsWith(key + ": ")) {
        return line.substring(key.length() + 2);
      }
    }
    throw new IllegalStateException("a planted bug without \"" + key + ":\"");
  }

  /**
   * The file with the bug in it.
   *
   * @throws AssertionError if the text to change is not there, or not once
   */
  String planted() throws IOException {
    String text = Files.readString(Mutant.root().resolve(file));
    for (Change change : changes) {
      int at = text.indexOf(change.before());
      if (at < 0 || text.indexOf(change.before(), at + 1) >= 0) {
        throw new AssertionError(
            "the bug \""
                + name
                + "\" can't be planted: its text stands "
                + (at < 0 ? "nowhere" : "more than once")
                + " in "
                + file
                + ":\n"
                + change.before());
      }
      text = text.substring(0, at) + change.after() + text.substring(at + change.before().length());
    }
    return text;
  }

  @Override
  public String toString() {
    return name + ": " + what;
  }
}
