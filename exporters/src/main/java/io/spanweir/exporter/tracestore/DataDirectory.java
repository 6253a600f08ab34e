package io.spanweir.exporter.tracestore;

import io.spanweir.core.runtime.MachineTouch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the machine says of where a store lies. Any thread. */
@MachineTouch
final class DataDirectory {
  private static final long BYTES_MAX = 10_000_000_000L;
  private static final long BYTES_MIN = 1 << 20;
  private static final int SHARE_OF_FREE = 10;
  private static final String OWN = "spanweir";
  private static final String TRACES = "traces";

  private DataDirectory() {}

  /** Where data goes if nobody says (XDG base directory specification). */
  static Path standard() {
    String data = System.getenv("XDG_DATA_HOME");
    if (data != null && Path.of(data).isAbsolute()) {
      return Path.of(data, OWN, TRACES);
    }
    String home = System.getProperty("user.home", "");
    return Path.of(home).isAbsolute() && Files.isWritable(Path.of(home))
        ? Path.of(home, ".local", "share", OWN, TRACES)
        : Path.of("spanweir-data", TRACES).toAbsolutePath();
  }

  /** The default limit of a store there, which may not be there yet. */
  static long bytesMax(Path store) {
    try {
      return bytesMax(usableBytes(store) + bytes(store));
    } catch (IOException | UncheckedIOException e) {
      return BYTES_MAX;
    }
  }

  /**
   * The default limit of a store.
   *
   * @param free bytes on its disk that nobody else has: a store that is full has the same limit
   */
  static long bytesMax(long free) {
    return Math.max(BYTES_MIN, Math.min(BYTES_MAX, free / SHARE_OF_FREE));
  }

  /** What is free on its disk for this process. */
  static long usableBytes(Path store) throws IOException {
    Path there = store.toAbsolutePath();
    for (@Nullable Path up = there; up != null; up = up.getParent()) {
      if (Files.exists(up)) {
        return Files.getFileStore(up).getUsableSpace();
      }
    }
    throw new IOException("no disk has " + store);
  }

  private static long bytes(Path store) throws IOException {
    if (!Files.isDirectory(store)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(store)) {
      return files.mapToLong(DataDirectory::fileBytes).sum();
    }
  }

  private static long fileBytes(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Makes a directory that is nobody else's, where disks know such a thing. */
  static void create(Path store) throws IOException {
    if (Files.isDirectory(store)) {
      return;
    }
    if (store.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          store,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(store);
    }
  }
}
