package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.config.Catalog;
import io.spanweir.config.CatalogCheck;
import io.spanweir.config.ReferencePrinter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The committed reference page is what the records print; {@code -Dspanweir.write} writes it anew.
 */
class ReferenceTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");

  private final Catalog catalog = Catalog.of(Distribution.factories());

  @Test
  void theRecordsDescribeThemselves() {
    assertThat(CatalogCheck.problems(catalog)).isEmpty();
  }

  @Test
  void thePageIsWhatTheRecordsPrint() throws Exception {
    // A build in a jar knows its version, one in a folder does not.
    String printed =
        ReferencePrinter.print(catalog).replaceAll("Spanweir/[\\w.-]+", "Spanweir/version");
    if (System.getProperty("spanweir.write") != null) {
      Files.writeString(PAGE, printed);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(printed);
  }
}
