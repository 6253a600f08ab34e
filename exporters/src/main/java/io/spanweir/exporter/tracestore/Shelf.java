package io.spanweir.exporter.tracestore;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * The slices of a store, the oldest first, the last one open. Parts go to the open slice; what is
 * too old or too much goes a slice at a time, which costs nothing but deleting files. The writing
 * thread's, but for {@link #view}.
 */
final class Shelf {
  private static final String LOCK = "store.lock";

  /**
   * Lucene tells the terminal which way it reads files on virtual machines after 17; what goes
   * wrong it throws. Held, because a logger that nobody holds forgets its level.
   */
  private static final Logger LUCENE_LOG = Logger.getLogger("org.apache.lucene");

  static {
    LUCENE_LOG.setLevel(Level.SEVERE);
  }

  /**
   * Segments of no more parts have their id filters made at once: those of a window hardly have.
   */
  private static final int WINDOW_PARTS_MAX = 1 << 17;

  private final Disk disk;
  private final Path root;
  private final StoreLimits limits;
  private final IdFilters filters = new IdFilters();
  private final List<Slice> slices = new ArrayList<>();
  private @Nullable FSDirectory lockDirectory;
  private @Nullable Lock lock;
  private @Nullable ReadAhead readAhead;
  private volatile @Nullable View view;
  private volatile long diskBytes;

  Shelf(Disk disk, Path root, StoreLimits limits) {
    this.disk = disk;
    this.root = root;
    this.limits = limits;
  }

  /**
   * Opens what is there; the newest slice is added to.
   *
   * @throws LockObtainFailedException if another process has the store open
   */
  void open(long nowEpochMillis) throws IOException {
    DataDirectory.create(root);
    try {
      lockDirectory = FSDirectory.open(root);
      lock = lockDirectory.obtainLock(LOCK);
      openSlices(nowEpochMillis);
      publish(List.of());
      readAhead = toReadAhead();
    } catch (IOException | RuntimeException e) {
      try {
        close();
      } catch (IOException | RuntimeException late) {
        e.addSuppressed(late);
      }
      throw e;
    }
  }

  private void openSlices(long nowEpochMillis) throws IOException {
    List<Path> paths = new ArrayList<>();
    for (Path path : Slice.list(root)) {
      if (Slice.exists(path)) {
        paths.add(path);
      } else {
        Slice.delete(path);
      }
    }
    for (int i = 0; i < paths.size(); i++) {
      slices.add(Slice.open(disk, paths.get(i), i == paths.size() - 1, filters));
    }
    if (slices.isEmpty()) {
      slices.add(Slice.create(disk, root, nowEpochMillis, filters));
    }
    countBytes();
  }

  private ReadAhead toReadAhead() throws IOException {
    List<ReadAhead.Tail> files = new ArrayList<>();
    for (int i = slices.size() - 1; i >= 0; i--) {
      files.addAll(slices.get(i).spanFiles());
    }
    return new ReadAhead(files, ReadAhead.BYTES_MAX);
  }

  /** The slice that parts are added to. */
  Slice newest() {
    return slices.get(slices.size() - 1);
  }

  /** What can be read now, not held yet; null while closed. Any thread. */
  @Nullable View view() {
    return view;
  }

  /** Bytes of all files, when they were last counted. Any thread. */
  long diskBytes() {
    return diskBytes;
  }

  /** Makes what was added readable. */
  void refresh() throws IOException {
    DirectoryReader before = newest().refresh();
    if (before != null) {
      View now = publish(List.of(before));
      boolean more = true;
      while (more) {
        more = now.makeFilter(WINDOW_PARTS_MAX);
      }
    }
  }

  /**
   * Makes the id filter of one more segment, of those that were there before.
   *
   * @return whether there was one to make
   */
  boolean makeFilter() throws IOException {
    View now = view;
    return now != null && now.makeFilter(Integer.MAX_VALUE);
  }

  /**
   * Reads some more of what was there before.
   *
   * @return whether there was something left to read
   */
  boolean readAhead() throws IOException {
    ReadAhead ahead = readAhead;
    if (ahead == null || ahead.step()) {
      return ahead != null;
    }
    readAhead = null;
    return false;
  }

  /**
   * Seals, lets go of and deletes slices as the limits say; after a commit.
   *
   * @return whether there is another open slice now
   */
  boolean tidy(long nowEpochMillis) throws IOException {
    List<DirectoryReader> old = new ArrayList<>();
    for (Slice slice : slices) {
      DirectoryReader before = slice.quieten();
      if (before != null) {
        old.add(before);
      }
    }
    countBytes();
    boolean another = false;
    if (newest().diskBytes() > limits.sliceBytesMax()
        || nowEpochMillis - newest().bornEpochMillis() > limits.sliceAgeMillisMax()) {
      if (newest().reader().maxDoc() > 0) {
        another = true;
        newest().seal();
        slices.add(Slice.create(disk, root, nowEpochMillis, filters));
      }
    }
    List<Slice> gone = takeOutOld(nowEpochMillis);
    if (another || !old.isEmpty() || !gone.isEmpty()) {
      publish(old);
    }
    for (Slice slice : gone) {
      slice.delete();
    }
    return another;
  }

  /** The open slice stays, whatever it is. */
  private List<Slice> takeOutOld(long nowEpochMillis) throws IOException {
    List<Slice> gone = new ArrayList<>();
    long bytes = diskBytes;
    while (slices.size() > 1
        && (bytes > limits.bytesMax()
            || nowEpochMillis - slices.get(0).newestEpochMillis() > limits.ageMillisMax())) {
      Slice oldest = slices.remove(0);
      bytes -= oldest.diskBytes();
      gone.add(oldest);
    }
    diskBytes = bytes;
    return gone;
  }

  private void countBytes() throws IOException {
    long bytes = 0;
    for (Slice slice : slices) {
      bytes += slice.diskBytes();
    }
    diskBytes = bytes;
  }

  private View publish(List<DirectoryReader> old) throws IOException {
    View before = view;
    View now = new View(slices, filters);
    view = now;
    if (before != null) {
      before.release();
    }
    for (DirectoryReader reader : old) {
      reader.close();
    }
    return now;
  }

  /** Closes all; what was not committed is gone. Safe if it isn't open. */
  void close() throws IOException {
    View before = view;
    view = null;
    List<@Nullable Closeable> all = new ArrayList<>();
    all.add(readAhead);
    readAhead = null;
    if (before != null) {
      all.add(before::release);
    }
    for (Slice slice : slices) {
      all.add(slice::close);
    }
    slices.clear();
    all.add(lock);
    all.add(lockDirectory);
    lock = null;
    lockDirectory = null;
    IOUtils.close(all);
  }
}
