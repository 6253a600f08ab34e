package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.config.Catalog;
import io.spanweir.config.CatalogCheck;
import io.spanweir.config.ReferencePrinter;
import io.spanweir.config.SchemaPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The committed reference page and schema are what the records print; {@code -Dspanweir.write}
 * writes it anew.
 */
class ReferenceTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");
  private static final Path SCHEMA = Path.of("../docs/spanweir.schema.json");

  private static final Path COMING = Path.of("../docs/coming-from-the-collector.md");
  private static final String BEGIN = "<!-- printed from the records -->\n\n";
  private static final String END = "\n<!-- end -->";

  private final Catalog catalog = Catalog.of(Distribution.factories());

  @Test
  void theRecordsDescribeThemselves() {
    assertThat(CatalogCheck.problems(catalog)).isEmpty();
  }

  @Test
  void thePageIsWhatTheRecordsPrint() throws Exception {
    assertPrinted(PAGE, ReferencePrinter.print(catalog));
  }

  @Test
  void theSchemaIsWhatTheRecordsPrint() throws Exception {
    assertPrinted(SCHEMA, SchemaPrinter.print(catalog));
  }

  /** The table of differences on the page for those who come from the Collector. */
  @Test
  void theDifferencesAreWhatTheRecordsPrint() throws Exception {
    String page = Files.readString(COMING);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    String table = ReferencePrinter.printDifferences(catalog);
    assertPrinted(COMING, page.substring(0, from) + table + page.substring(page.indexOf(END)));
  }

  /** Files that run are valid by the schema, and it sees mistakes. */
  @Test
  void theSchemaTakesWhatRuns() throws Exception {
    MiniSchema schema = new MiniSchema(SchemaPrinter.print(catalog));
    for (String file : List.of("examples/spanweir.yaml", "../bench/workloads/w1.yaml")) {
      String yaml = Files.readString(Path.of(file));
      assertThat(schema.mistakes(yaml)).as(file).isEmpty();
      assertThat(schema.mistakes(yaml.replace("policies:", "polices:"))).as(file).isNotEmpty();
    }
    String sampling = "processors: {tail_sampling/a: {policies: [%s]}}";
    assertThat(
            schema.mistakes(sampling.formatted("{name: a, type: not, not: {not_sub_policy: {}}}")))
        .containsExactly("not_sub_policy: lacks name");
    assertThat(schema.mistakes(sampling.formatted("{name: a, type: nought}"))).hasSize(1);
    assertThat(schema.mistakes("processors: {tail_sampling: {policies: [], num_traces: '${N}'}}"))
        .isEmpty();
    assertThat(schema.mistakes("processors: {tail_sampling: {policies: [], num_traces: many}}"))
        .hasSize(1);
    assertThat(schema.mistakes("processors: {tail_sampling: {policies: [], tail_storage: x}}"))
        .hasSize(1);
  }

  private static void assertPrinted(Path file, String printed) throws IOException {
    // A build in a jar knows its version, one in a folder does not.
    String text = printed.replaceAll("Spanweir/[\\w.-]+", "Spanweir/version");
    if (System.getProperty("spanweir.write") != null) {
      Files.writeString(file, text);
    }
    assertThat(Files.readString(file)).isEqualTo(text);
  }
}
