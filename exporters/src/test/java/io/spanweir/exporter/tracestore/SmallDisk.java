package io.spanweir.exporter.tracestore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;

/**
 * A disk that becomes full as real ones do: what still fits of a write is written, then it fails;
 * deleting a file makes room. Says nothing of it beforehand unless told to.
 */
final class SmallDisk implements Disk {
  private long room;
  private boolean saysWhatIsFree;

  SmallDisk(long room) {
    this.room = room;
  }

  synchronized void add(long bytes) {
    room += bytes;
  }

  synchronized long room() {
    return room;
  }

  /** From now on it answers how much is free; until then that there is plenty. */
  synchronized void sayWhatIsFree() {
    saysWhatIsFree = true;
  }

  /** Takes what fits of so many bytes. @return how many */
  private synchronized int take(int bytes) {
    int fits = (int) Math.min(room, bytes);
    room -= fits;
    return fits;
  }

  @Override
  public Directory open(Path index) throws IOException {
    return new Watched(FSDirectory.open(index));
  }

  @Override
  public synchronized long usableBytes(Path store) {
    return saysWhatIsFree ? room : Long.MAX_VALUE;
  }

  private final class Watched extends FilterDirectory {
    Watched(Directory in) {
      super(in);
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
      return new Output(in.createOutput(name, context));
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context)
        throws IOException {
      return new Output(in.createTempOutput(prefix, suffix, context));
    }

    @Override
    public void deleteFile(String name) throws IOException {
      long bytes = in.fileLength(name);
      in.deleteFile(name);
      add(bytes);
    }
  }

  private final class Output extends FilterIndexOutput {
    Output(IndexOutput out) {
      super(out.toString(), out.getName(), out);
    }

    @Override
    public void writeByte(byte b) throws IOException {
      writeBytes(new byte[] {b}, 0, 1);
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) throws IOException {
      int fits = take(length);
      out.writeBytes(bytes, offset, fits);
      if (fits < length) {
        throw new IOException("No space left on device");
      }
    }
  }

  /** Somewhere between nothing and what a few windows take. */
  static SmallDisk random(Random random) {
    return new SmallDisk(random.nextInt(60_000));
  }
}
