package io.spanweir.exporter.file;

import io.spanweir.exporter.file.Disk.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A file of the machine. One that is regular is locked, so that a second exporter or process with
 * the same path is told; others, such as {@code /dev/stdout}, take what they are given and give
 * nothing back.
 */
final class RealFile implements OpenFile {
  private static final Path DEVICES = Path.of("/dev");

  private final FileChannel channel;

  /** Identity of the file; null for what isn't regular, and where there is none. */
  private final @Nullable Object key;

  private final boolean regular;

  private RealFile(FileChannel channel, @Nullable Object key, boolean regular) {
    this.channel = channel;
    this.key = key;
    this.regular = regular;
  }

  static OpenFile open(Path path, boolean empty) throws IOException {
    boolean regular = Files.isRegularFile(path) || !Files.exists(path);
    if (!regular && !path.toAbsolutePath().startsWith(DEVICES)) {
      String kind = Files.isDirectory(path) ? "is a directory" : "is no regular file";
      throw new FileSystemException(path.toString(), null, kind);
    }
    if (!regular) {
      return new RealFile(FileChannel.open(path, StandardOpenOption.WRITE), null, false);
    }
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      lock(channel, path);
      if (empty) {
        channel.truncate(0);
      }
      channel.position(channel.size());
      return new RealFile(channel, key(path), true);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void lock(FileChannel channel, Path path) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new FileSystemException(path.toString(), null, "somebody else writes to it");
    }
  }

  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  @Override
  public long size() throws IOException {
    return regular ? channel.size() : 0;
  }

  @Override
  public void append(ByteBuffer record) throws IOException {
    while (record.hasRemaining()) {
      channel.write(record);
    }
  }

  @Override
  public void cutTo(long size) throws IOException {
    if (regular) {
      channel.truncate(size);
      channel.position(size);
    }
  }

  @Override
  public boolean isAt(Path path) {
    if (!regular) {
      return true;
    }
    try {
      Object now = key(path);
      return now == null || now.equals(key);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
