package io.spanweir.exporter.file;

import io.spanweir.core.runtime.Clock;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Files that were full: {@code name-2006-01-02T15-04-05.000.ext}, the names that the Collector
 * gives them. Nothing else in the directory is touched. One thread at a time.
 */
final class Backups {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS", Locale.ROOT);

  private final Path path;
  private final Path directory;
  private final RotationConfig config;
  private final Clock clock;
  private final ZoneId zone;
  private final String before;
  private final String behind;

  private record Backup(Path file, LocalDateTime since) {}

  Backups(Path path, RotationConfig config, Clock clock) {
    this.path = path;
    this.config = config;
    this.clock = clock;
    zone = config.localtime() ? ZoneId.systemDefault() : ZoneOffset.UTC;
    Path whole = path.toAbsolutePath();
    directory = Objects.requireNonNullElse(whole.getParent(), whole);
    String name = String.valueOf(whole.getFileName());
    int dot = name.lastIndexOf('.');
    before = (dot < 0 ? name : name.substring(0, dot)) + "-";
    behind = dot < 0 ? "" : name.substring(dot);
  }

  long bytesMax() {
    return config.bytesMax();
  }

  /** Renames the file, which is closed, to a name that nothing has, and lets the oldest go. */
  void putAside() throws IOException {
    LocalDateTime stamp = now();
    Path aside = named(stamp);
    while (Files.exists(aside)) {
      stamp = stamp.plusNanos(1_000_000);
      aside = named(stamp);
    }
    if (Files.exists(path)) {
      Files.move(path, aside);
    }
    prune();
  }

  private Path named(LocalDateTime stamp) {
    return directory.resolve(before + STAMP.format(stamp) + behind);
  }

  private LocalDateTime now() {
    return LocalDateTime.ofInstant(Instant.ofEpochSecond(0, clock.epochNanos()), zone);
  }

  /** What can't be listed or deleted now is, the next time. */
  void prune() {
    List<Backup> all = list();
    all.sort(Comparator.comparing(Backup::since).reversed());
    LocalDateTime oldest =
        config.maxDays() == 0 ? LocalDateTime.MIN : now().minusDays(config.maxDays());
    for (int i = 0; i < all.size(); i++) {
      boolean tooMany = config.maxBackups() > 0 && i >= config.maxBackups();
      if (tooMany || all.get(i).since.isBefore(oldest)) {
        delete(all.get(i).file);
      }
    }
  }

  private List<Backup> list() {
    List<Backup> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        LocalDateTime since = stamp(String.valueOf(file.getFileName()));
        if (since != null) {
          found.add(new Backup(file, since));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return new ArrayList<>();
    }
    return found;
  }

  private @Nullable LocalDateTime stamp(String name) {
    if (!name.startsWith(before)
        || !name.endsWith(behind)
        || name.length() <= before.length() + behind.length()) {
      return null;
    }
    try {
      String stamp = name.substring(before.length(), name.length() - behind.length());
      return LocalDateTime.parse(stamp, STAMP);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It is still the oldest when the next file is full.
    }
  }
}
