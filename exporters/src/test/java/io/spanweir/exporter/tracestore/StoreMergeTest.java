package io.spanweir.exporter.tracestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.runtime.SystemClock;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows are merged in the background, and no commit waits for what merging wrote. */
class StoreMergeTest {
  private static final int WINDOWS = 25;
  private static final StoreLimits LIMITS =
      new StoreLimits(1L << 40, 1L << 40, true, List.of(), 1 << 20);

  private final Settings settings = Fixtures.settings("trace_store", new OneThread());
  private final CountDownLatch synced = new CountDownLatch(1);
  @TempDir private Path directory;

  @Test
  void whoeverMergedPutsItOnTheDisk() throws Exception {
    TraceStore store = new TraceStore(new Synced(), directory, LIMITS, SystemClock.INSTANCE);
    store.open();
    for (int seed = 1; seed <= WINDOWS; seed++) {
      SpanBatch window = Fixtures.batch(settings, Fixtures.request(3, 1000 * seed));
      store.add(window, SpanObserver.NONE);
      window.release();
    }
    assertThat(synced.await(30, TimeUnit.SECONDS)).as("before any commit").isTrue();
    store.close();
  }

  /** Says when a thread of the merger's has put files on the disk. */
  private final class Synced implements Disk {
    @Override
    public Directory open(Path index) throws IOException {
      return new FilterDirectory(FSDirectory.open(index)) {
        @Override
        public void sync(Collection<String> names) throws IOException {
          in.sync(names);
          if (!names.isEmpty() && Thread.currentThread().getName().contains("Merge")) {
            synced.countDown();
          }
        }
      };
    }

    @Override
    public long usableBytes(Path store) {
      return Long.MAX_VALUE;
    }
  }
}
