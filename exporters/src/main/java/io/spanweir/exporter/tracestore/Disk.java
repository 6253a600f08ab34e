package io.spanweir.exporter.tracestore;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** Where a store's indexes lie. One that fails takes its place in tests. Any thread. */
interface Disk {
  /** The machine's. */
  Disk OF_MACHINE =
      new Disk() {
        @Override
        public Directory open(Path index) throws IOException {
          return FSDirectory.open(index);
        }

        @Override
        public long usableBytes(Path store) throws IOException {
          return DataDirectory.usableBytes(store);
        }
      };

  /** Opens the directory of an index, which need not be there; whoever asked closes it. */
  Directory open(Path index) throws IOException;

  /** What is free for this process where a store is, or will be. */
  long usableBytes(Path store) throws IOException;
}
