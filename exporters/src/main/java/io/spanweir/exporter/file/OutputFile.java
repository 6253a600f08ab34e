package io.spanweir.exporter.file;

import io.spanweir.core.runtime.Clock;
import io.spanweir.exporter.file.Disk.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file that exporters of one configuration write to. Holds whole records only: a record that
 * could be written in part, because the disk became full, is taken back before anything else is
 * written. A file that somebody moved or deleted is noticed within a second and made anew.
 *
 * <p>State: closed → open (of the first user) → closed (of the last). Any thread, one at a time.
 */
final class OutputFile {
  /** How often at most is looked whether the file is still in its place. */
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final Disk disk;
  private final FileExporterConfig config;
  private final Path path;
  private final Clock clock;
  private final @Nullable Backups backups;
  private int users;
  private @Nullable OpenFile open;
  private long lookedNanos;

  /** Bytes of whole records; what is behind them is a part of one. */
  private long wholeBytes;

  private boolean torn;

  OutputFile(Disk disk, FileExporterConfig config, Clock clock) {
    this.disk = disk;
    this.config = config;
    this.clock = clock;
    path = config.file();
    backups = config.rotation() == null ? null : new Backups(path, config.rotation(), clock);
  }

  /** One user more; the first one opens the file. */
  synchronized void open() throws IOException {
    if (users == 0) {
      Path directory = path.toAbsolutePath().getParent();
      if (config.createDirectory() && directory != null) {
        Files.createDirectories(directory);
      }
      reopen(!config.append() && backups == null);
      if (backups != null) {
        backups.prune();
      }
    }
    users++;
  }

  /** One user less; the last one closes the file. */
  synchronized void close() {
    if (users > 0 && --users == 0) {
      letGo();
    }
  }

  /**
   * Writes a record, all of it or nothing.
   *
   * @throws IOException if nothing of it is in the file; the same record may be given again
   */
  synchronized void append(ByteBuffer record) throws IOException {
    if (users == 0) {
      throw new IOException("closed");
    }
    int bytes = record.remaining();
    OpenFile file = mended();
    if (backups != null && wholeBytes > 0 && wholeBytes + bytes > backups.bytesMax()) {
      letGo();
      backups.putAside();
      file = reopen(false);
    }
    try {
      file.append(record);
      wholeBytes += bytes;
    } catch (IOException e) {
      torn = true;
      mend(file, e);
      throw e;
    }
  }

  /** The file, in its place and without a part of a record at its end. */
  private OpenFile mended() throws IOException {
    OpenFile file = open;
    long now = clock.nanoTime();
    if (file != null && now - lookedNanos >= LOOK_NANOS) {
      lookedNanos = now;
      if (!file.isAt(path)) {
        letGo();
        file = null;
      }
    }
    if (file == null) {
      return reopen(false);
    }
    if (torn) {
      file.cutTo(wholeBytes);
      torn = false;
    }
    return file;
  }

  private void mend(OpenFile file, IOException problem) {
    try {
      file.cutTo(wholeBytes);
      torn = false;
    } catch (IOException e) {
      problem.addSuppressed(e);
    }
  }

  private OpenFile reopen(boolean empty) throws IOException {
    OpenFile file = disk.open(path, empty);
    wholeBytes = file.size();
    torn = false;
    lookedNanos = clock.nanoTime();
    open = file;
    return file;
  }

  private void letGo() {
    OpenFile file = open;
    open = null;
    if (file == null) {
      return;
    }
    try {
      if (torn) {
        file.cutTo(wholeBytes);
      }
    } catch (IOException e) {
      // A part of a record stays at the end; its spans are still to be written, elsewhere.
    } finally {
      closeQuietly(file);
    }
  }

  private static void closeQuietly(OpenFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // Every record was written whole before it was called so.
    }
  }
}
