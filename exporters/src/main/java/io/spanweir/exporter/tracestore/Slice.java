package io.spanweir.exporter.tracestore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * All parts that arrived in one stretch of time: an index of Lucene's in a directory of its own,
 * which is deleted as a whole. Documents stay in the order they came, because only neighbours are
 * merged.
 *
 * <p>State: open (parts are added) → sealed (merged in the background to few segments) → quiet (no
 * writer any more) → closed, or deleted. The writing thread's; its reader may be read by any.
 */
final class Slice {
  private static final String PREFIX = "slice-";
  private static final String NEWEST = "newest_epoch_millis";
  private static final String FORMAT = "format";

  /** That of {@link Fields}; another one is not read. */
  private static final String FORMAT_NOW = "2";

  private static final int SEGMENTS_SEALED_MAX = 4;
  private static final double SMALL_SEGMENT_MB = 4;

  /** More are merged less often, and looked through one by one: a look takes some microseconds. */
  private static final int SEGMENTS_MERGED = 20;

  private static final double BUFFER_MB = 64;

  /** Lucene's names of files: stored documents, and all of a small segment in one. */
  private static final String STORED = ".fdt";

  private static final String COMPOUND = ".cfs";

  private final Path path;
  private final Directory directory;
  private @Nullable IndexWriter writer;
  private DirectoryReader reader;
  private boolean sealed;
  private long newestEpochMillis;

  private Slice(Path path, Directory directory, @Nullable IndexWriter writer) throws IOException {
    this.path = path;
    this.directory = directory;
    this.writer = writer;
    reader = writer == null ? DirectoryReader.open(directory) : DirectoryReader.open(writer);
    String newest =
        writer == null
            ? reader.getIndexCommit().getUserData().get(NEWEST)
            : userData(writer).get(NEWEST);
    newestEpochMillis = newest == null ? bornEpochMillis() : Long.parseLong(newest);
    sealed = writer == null;
  }

  private static Map<String, String> userData(IndexWriter writer) {
    Map<String, String> data = new HashMap<>();
    Iterable<Map.Entry<String, String>> committed = writer.getLiveCommitData();
    if (committed != null) {
      committed.forEach(e -> data.put(e.getKey(), e.getValue()));
    }
    return data;
  }

  /** Makes a new, empty slice among others. */
  static Slice create(Disk disk, Path root, long bornEpochMillis, IdFilters filters)
      throws IOException {
    long born = bornEpochMillis;
    Path path = root.resolve(name(born));
    while (Files.exists(path)) {
      path = root.resolve(name(++born));
    }
    return open(disk, path, true, filters);
  }

  private static String name(long bornEpochMillis) {
    return String.format(Locale.ROOT, PREFIX + "%015d", bornEpochMillis);
  }

  /**
   * Opens a slice.
   *
   * @param writable whether parts will be added
   * @param filters to which those of segments that are merged are added
   */
  static Slice open(Disk disk, Path path, boolean writable, IdFilters filters) throws IOException {
    Directory directory = disk.open(path);
    IndexWriter writer = null;
    try {
      checkFormat(directory, path);
      writer = writable ? new IndexWriter(directory, config(directory, filters)) : null;
      return new Slice(path, directory, writer);
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(writer, directory);
      throw e;
    }
  }

  /** What another version wrote is never taken for something else. */
  private static void checkFormat(Directory directory, Path path) throws IOException {
    if (!DirectoryReader.indexExists(directory)) {
      return;
    }
    String format;
    try {
      format = SegmentInfos.readLatestCommit(directory).getUserData().get(FORMAT);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          path + " is of a newer version, whose form this one doesn't know: " + e.getMessage(), e);
    }
    if (!FORMAT_NOW.equals(format)) {
      throw new IOException(
          path
              + " is of an older version, whose form is not read any more: delete the directory, or"
              + " give trace_store another path");
    }
  }

  /** The directories of slices, the oldest first. */
  static List<Path> list(Path root) throws IOException {
    try (Stream<Path> paths = Files.list(root)) {
      return paths
          .filter(p -> p.getFileName().toString().matches(PREFIX + "\\d{15,}"))
          .sorted(Comparator.comparing(p -> p.getFileName().toString()))
          .toList();
    }
  }

  /** Whether anything was ever committed there; if not, nothing of it was ever settled. */
  static boolean exists(Path path) throws IOException {
    try (FSDirectory directory = FSDirectory.open(path)) {
      return DirectoryReader.indexExists(directory);
    }
  }

  private static IndexWriterConfig config(Directory directory, IdFilters filters) {
    LogByteSizeMergePolicy policy = new LogByteSizeMergePolicy();
    policy.setMinMergeMB(SMALL_SEGMENT_MB);
    policy.setMergeFactor(SEGMENTS_MERGED);
    return new IndexWriterConfig()
        .setOpenMode(OpenMode.CREATE_OR_APPEND)
        .setCodec(new StoreCodec())
        .setRAMBufferSizeMB(BUFFER_MB)
        .setMergeScheduler(new GivingWay())
        .setMergedSegmentWarmer(
            merged -> {
              filters.warm(merged);
              putOnDisk(directory, merged);
            })
        .setMaxFullFlushMergeWaitMillis(0)
        .setMergePolicy(policy);
  }

  /**
   * Whoever merged waits for the disk, so that whoever commits waits for small files only: those of
   * a hundred megabytes take a tenth of a second.
   */
  private static void putOnDisk(Directory directory, LeafReader merged) throws IOException {
    directory.sync(((SegmentReader) merged).getSegmentInfo().files());
  }

  long bornEpochMillis() {
    return Long.parseLong(path.getFileName().toString().substring(PREFIX.length()));
  }

  /** When its latest part arrived. */
  long newestEpochMillis() {
    return newestEpochMillis;
  }

  Path path() {
    return path;
  }

  DirectoryReader reader() {
    return reader;
  }

  /** The files that hold its spans, the newest first. */
  List<ReadAhead.Tail> spanFiles() throws IOException {
    List<ReadAhead.Tail> files = new ArrayList<>();
    List<LeafReaderContext> leaves = reader.leaves();
    for (int i = leaves.size() - 1; i >= 0; i--) {
      for (String file : ((SegmentReader) leaves.get(i).reader()).getSegmentInfo().files()) {
        if (file.endsWith(STORED) || file.endsWith(COMPOUND)) {
          files.add(new ReadAhead.Tail(directory, file, directory.fileLength(file)));
        }
      }
    }
    return files;
  }

  boolean isQuiet() {
    return writer == null;
  }

  boolean isSealed() {
    return sealed;
  }

  /** The writer of an open slice. */
  IndexWriter writer() throws IOException {
    IndexWriter open = writer;
    if (open == null || sealed) {
      throw new IOException("nothing is added to " + path + " any more");
    }
    return open;
  }

  /**
   * Makes what was added readable.
   *
   * @return the reader until now, for its holder to close; null if nothing changed
   */
  @Nullable DirectoryReader refresh() throws IOException {
    DirectoryReader before = reader;
    DirectoryReader newer =
        writer == null ? null : DirectoryReader.openIfChanged(before, writer, true);
    if (newer == null) {
      return null;
    }
    reader = newer;
    return before;
  }

  /** Makes what was added last. */
  void commit(long nowEpochMillis) throws IOException {
    newestEpochMillis = Math.max(newestEpochMillis, nowEpochMillis);
    Map<String, String> data = Map.of(NEWEST, Long.toString(newestEpochMillis), FORMAT, FORMAT_NOW);
    writer().setLiveCommitData(data.entrySet());
    writer().commit();
  }

  /** Nothing is added from now on; what is there is merged in the background. */
  void seal() throws IOException {
    IndexWriter open = writer();
    sealed = true;
    open.forceMerge(SEGMENTS_SEALED_MAX, false);
  }

  /**
   * Lets go of a sealed slice's writer once its merges are done.
   *
   * @return the reader until now, for its holder to close; null if nothing changed
   */
  @Nullable DirectoryReader quieten() throws IOException {
    IndexWriter merging = writer;
    if (merging == null
        || !sealed
        || merging.hasPendingMerges()
        || !merging.getMergingSegments().isEmpty()) {
      return null;
    }
    merging.close();
    writer = null;
    DirectoryReader before = reader;
    reader = DirectoryReader.open(directory);
    return before;
  }

  /** Bytes of its files, those of merges under way too. */
  long diskBytes() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        try {
          bytes += Files.size(file);
        } catch (NoSuchFileException e) {
          // A merge was done with it.
        }
      }
    }
    return bytes;
  }

  /** Closes it; what was not committed is gone. */
  void close() throws IOException {
    IndexWriter open = writer;
    writer = null;
    try {
      if (open != null) {
        open.rollback();
      }
    } finally {
      IOUtils.close(reader, directory);
    }
  }

  /** Closes it and deletes its files. Readers at work keep what they have open. */
  void delete() throws IOException {
    try {
      close();
    } finally {
      delete(path);
    }
  }

  static void delete(Path slice) throws IOException {
    IOUtils.rm(slice);
  }
}
