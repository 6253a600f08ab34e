package io.spanweir.exporter.tracestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.runtime.SystemClock;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.exporter.tracestore.ReadAhead.Tail;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexInput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store got last is read once, the newest first, and no more than there is room for. */
class ReadAheadTest {
  private static final int MIB = 1 << 20;

  @TempDir private Path directory;
  private final List<String> read = new ArrayList<>();

  @Test
  void theNewestIsReadAndTheEndOfWhatDoesNotFit() throws IOException {
    Directory files = new Watched(FSDirectory.open(directory));
    ReadAhead ahead =
        new ReadAhead(
            List.of(
                write(files, "newest", 2 * MIB + 5),
                write(files, "older", 3 * MIB),
                write(files, "oldest", MIB)),
            4 * MIB);
    int steps = 0;
    while (ahead.step()) {
      steps++;
    }
    assertThat(steps).isEqualTo(5);
    assertThat(read)
        .hasSize(65)
        .startsWith("newest 0+65536", "newest 65536+65536")
        .endsWith("older 3080197+65531")
        .contains("newest 2097152+5", "older 1048581+65536")
        .noneMatch(r -> r.startsWith("oldest"));
    assertThat(ahead.step()).isFalse();
  }

  @Test
  void whatIsGoneIsPassedOver() throws IOException {
    Directory files = new Watched(FSDirectory.open(directory));
    Directory closed = FSDirectory.open(directory);
    Tail lost = write(closed, "lost", 10);
    closed.close();
    Tail merged = write(files, "merged", 10);
    files.deleteFile("merged");
    ReadAhead ahead = new ReadAhead(List.of(lost, merged, write(files, "there", 10)), MIB);
    while (ahead.step()) {
      // Until there is nothing left.
    }
    assertThat(read).containsExactly("there 0+10");
  }

  @Test
  void aStoreThatIsOpenedAgainReadsItsSpans() throws IOException {
    Settings settings = Fixtures.settings("trace_store", new OneThread());
    StoreLimits limits = new StoreLimits(1L << 40, 1L << 40, true, List.of(), 1 << 20);
    TraceStore store = new TraceStore(new Disks(), directory, limits, SystemClock.INSTANCE);
    store.open();
    assertThat(store.settleIn()).as("an empty one").isFalse();
    SpanBatch window = Fixtures.batch(settings, Fixtures.request(3, 1));
    store.add(window, SpanObserver.NONE);
    window.release();
    store.commit();
    store.close();
    store.open();
    read.clear();
    while (store.settleIn()) {
      // Until it has settled in.
    }
    assertThat(read).hasSize(1).allMatch(r -> r.matches("_0\\.(cfs|fdt) 0\\+\\d{3,}"));
    store.close();
  }

  private static Tail write(Directory files, String name, int bytes) throws IOException {
    try (IndexOutput out = files.createOutput(name, IOContext.DEFAULT)) {
      out.writeBytes(new byte[bytes], bytes);
    }
    return new Tail(files, name, bytes);
  }

  private final class Disks implements Disk {
    @Override
    public Directory open(Path index) throws IOException {
      return new Watched(FSDirectory.open(index));
    }

    @Override
    public long usableBytes(Path store) {
      return Long.MAX_VALUE;
    }
  }

  /** Notes what is read of files that are opened to be read once. */
  private final class Watched extends FilterDirectory {
    Watched(Directory in) {
      super(in);
    }

    @Override
    public IndexInput openInput(String name, IOContext context) throws IOException {
      IndexInput input = in.openInput(name, context);
      return context == IOContext.READONCE ? new Noted(name, input) : input;
    }
  }

  private final class Noted extends FilterIndexInput {
    private final String name;

    Noted(String name, IndexInput in) {
      super(name, in);
      this.name = name;
    }

    @Override
    public void readBytes(byte[] bytes, int offset, int length) throws IOException {
      read.add(name + " " + in.getFilePointer() + "+" + length);
      in.readBytes(bytes, offset, length);
    }
  }
}
