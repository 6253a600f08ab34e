package io.spanweir.exporter.file;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
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
 * A file can't refuse for good or stay silent; what a full disk does is in {@code FullDiskTest}.
 */
class FileExporterContractTest extends ExporterContract {
  @TempDir private Path directory;

  @Override
  protected boolean backendCanFail() {
    return false;
  }

  @Override
  protected Backend openBackend(Stage stage) throws IOException {
    return new Written(Files.createTempDirectory(directory, "run").resolve("spans.bin"));
  }

  @Override
  protected Exporter create(Settings settings, Backend target) {
    String path = ((Written) target).path.toString();
    return new FileExporterFactory()
        .create(settings, Configs.of(path, Format.PROTO, Compression.NONE, true, null));
  }

  private record Written(Path path) implements Backend {
    @Override
    public void behave(Supplier<Behaviour> each) {
      throw new UnsupportedOperationException("files only take");
    }

    @Override
    public List<SentSpan> spans() {
      List<SentSpan> spans = new ArrayList<>();
      try {
        Records.counted(path).forEach(r -> spans.addAll(Records.spans(r)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return spans;
    }

    @Override
    public void close() {}
  }
}
