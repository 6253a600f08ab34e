package io.spanweir.exporter.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What is asked of a file system, so that a test can have one that is full. */
interface Disk {
  Disk REAL = RealFile::open;

  /**
   * Opens a file to write at its end, and makes it if it isn't there.
   *
   * @param empty whether what is in it goes
   * @throws IOException also when another exporter or process writes to it
   */
  OpenFile open(Path path, boolean empty) throws IOException;

  /** A file that is open. One thread at a time. */
  interface OpenFile extends Closeable {
    long size() throws IOException;

    /** Writes all of it at the end, or fails with a part written. */
    void append(ByteBuffer record) throws IOException;

    /** Takes back what was written behind {@code size}. */
    void cutTo(long size) throws IOException;

    /** Whether the path still leads to this file; false when it was moved or deleted. */
    boolean isAt(Path path);
  }
}
