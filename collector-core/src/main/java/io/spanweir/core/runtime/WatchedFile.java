package io.spanweir.core.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A small file that is read again when it changes: when its time, its length or the file that its
 * name stands for is another. May wait for a disk, so {@link Loops#workLoop} is where to ask. One
 * thread at a time.
 */
public final class WatchedFile {
  private final Path path;
  private final int bytesMax;
  private @Nullable String seen;
  private @Nullable String problem;

  /**
   * @param bytesMax a larger one is not read
   */
  public WatchedFile(String path, int bytesMax) {
    this.path = Path.of(path);
    this.bytesMax = bytesMax;
  }

  /**
   * Its content, if it is another than the last time; null if it isn't, or if it can't be read, in
   * which case {@link #problem} says why.
   */
  public byte @Nullable [] readIfChanged() {
    try {
      BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
      String state = is.lastModifiedTime() + " " + is.size() + " " + is.fileKey();
      problem = null;
      if (state.equals(seen)) {
        return null;
      }
      byte[] bytes = read();
      if (bytes.length > bytesMax) {
        problem = "has more than " + bytesMax + " bytes";
        return null;
      }
      seen = state;
      return bytes;
    } catch (IOException e) {
      problem = "can't be read: " + e;
      return null;
    }
  }

  private byte[] read() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(bytesMax + 1);
    }
  }

  /** Why the last look found nothing; null if the file could be read. */
  public @Nullable String problem() {
    return problem;
  }
}
