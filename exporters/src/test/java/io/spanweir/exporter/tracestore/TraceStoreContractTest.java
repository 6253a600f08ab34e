package io.spanweir.exporter.tracestore;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.exporter.tracestore.TraceStoreTest.Directories;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.contract.ExporterContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk can't refuse for good or stay silent; what a full one does is in {@code TraceStoreTest}.
 */
class TraceStoreContractTest extends ExporterContract {
  @TempDir private Path directory;
  private TraceStoreExporter latest;

  @Override
  protected boolean backendCanFail() {
    return false;
  }

  @Override
  protected Backend openBackend(Stage stage) throws IOException {
    return new Stored(Files.createTempDirectory(directory, "run"));
  }

  @Override
  protected Exporter create(Settings settings, Backend target) {
    latest =
        new TraceStoreExporter(settings, Directories.config(((Stored) target).path.toString()));
    return latest;
  }

  private final class Stored implements Backend {
    private final Path path;

    Stored(Path path) {
      this.path = path;
    }

    @Override
    public void behave(Supplier<Behaviour> each) {
      throw new UnsupportedOperationException("disks only take");
    }

    @Override
    public List<SentSpan> spans() {
      List<SentSpan> spans = new ArrayList<>();
      try {
        for (SpanBatch rows : Directories.all(path, latest)) {
          spans.addAll(SentSpan.of(rows));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return spans;
    }

    @Override
    public void close() {}
  }
}
