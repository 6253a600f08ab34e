package io.spanweir.exporter.tracestore;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.List;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a store got last, once, a step at a time, and forgets it: from then on it is in the
 * machine's memory, for as long as that has room. The first answer with traces from twenty places
 * of a store that was just opened waits for the disk twenty times otherwise, one after the other.
 *
 * <p>A file that was merged away or deleted meanwhile is passed over. The writing thread's.
 */
final class ReadAhead implements Closeable {
  /** No more is read: a quarter of a million spans or so. */
  static final long BYTES_MAX = 256L << 20;

  /** What a step reads at most, in bytes. */
  static final int STEP_BYTES = 1 << 20;

  private static final int BUFFER_BYTES = 64 << 10;

  /** The end of a file of stored spans: documents stay in the order they came. */
  record Tail(Directory directory, String file, long bytes) {}

  private final ArrayDeque<Tail> left = new ArrayDeque<>();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private @Nullable IndexInput open;

  /**
   * Reads nothing yet.
   *
   * @param files the newest first, each as long as it is
   * @param bytesMax of them in all
   */
  ReadAhead(List<Tail> files, long bytesMax) {
    long room = bytesMax;
    for (Tail file : files) {
      long bytes = Math.min(room, file.bytes());
      if (bytes > 0) {
        left.add(new Tail(file.directory(), file.file(), bytes));
        room -= bytes;
      }
    }
  }

  /**
   * Reads on.
   *
   * @return whether there was something left to read
   */
  boolean step() throws IOException {
    IndexInput input = open;
    if (input == null) {
      Tail next = left.poll();
      if (next == null) {
        return false;
      }
      input = open(next);
      open = input;
      if (input == null) {
        return true;
      }
    }
    long bytes = Math.min(STEP_BYTES, input.length() - input.getFilePointer());
    for (long read = 0; read < bytes; read += BUFFER_BYTES) {
      input.readBytes(buffer, 0, (int) Math.min(BUFFER_BYTES, bytes - read));
    }
    if (input.getFilePointer() == input.length()) {
      close();
    }
    return true;
  }

  private static @Nullable IndexInput open(Tail tail) throws IOException {
    try {
      IndexInput input = tail.directory().openInput(tail.file(), IOContext.READONCE);
      input.seek(input.length() - tail.bytes());
      return input;
    } catch (NoSuchFileException | FileNotFoundException | AlreadyClosedException e) {
      return null;
    }
  }

  /** Reads no more of the file at hand. */
  @Override
  public void close() throws IOException {
    IndexInput input = open;
    open = null;
    if (input != null) {
      input.close();
    }
  }
}
