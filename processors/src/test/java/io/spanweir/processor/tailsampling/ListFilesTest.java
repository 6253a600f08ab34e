package io.spanweir.processor.tailsampling;

import static io.spanweir.processor.tailsampling.Sampler.MILLI;
import static io.spanweir.processor.tailsampling.Sampler.SECOND;
import static io.spanweir.processor.tailsampling.Sampler.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.processor.tailsampling.policy.TestPolicies;
import io.spanweir.testkit.TestSpan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All requests of these users: a list in a file, which changes while the process runs. */
class ListFilesTest {
  @TempDir Path folder;

  private Sampler sampler(Path list) {
    return Sampler.of(
        Configs.of(TestPolicies.inFile("users", "user.id", list.toString(), "root"))
            .wait(java.time.Duration.ofSeconds(20)));
  }

  private static TestSpan of(long trace, Object user) {
    return span(trace, 1).withAttributes(Map.of("user.id", user));
  }

  @Test
  void keepsTheTracesOfThoseInTheFile() throws Exception {
    Path list = Files.writeString(folder.resolve("users"), "ada\r\n\n  42 \ngrace hopper");
    Sampler sampler = sampler(list);
    sampler.give(of(1, "ada"), of(2, 42L), of(3, "grace hopper"), of(4, "root"));
    sampler.give(of(5, "ad"), of(6, ""), of(7, "grace"), of(8, 4L), of(9, "42 "));
    sampler.pass(21 * SECOND);
    assertThat(sampler.tracesOut()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    sampler.assertEmpty();
  }

  @Test
  void whatChangesInTheFileHoldsForTracesThatAreOpen() throws Exception {
    Path list = Files.writeString(folder.resolve("users"), "ada\n");
    Sampler sampler = sampler(list);
    sampler.give(of(1, "ada"), of(2, "grace"));
    sampler.pass(SECOND);
    Files.writeString(list, "grace\nlinus\n");
    sampler.pass(6 * SECOND);
    sampler.give(of(3, "linus"), of(4, "ada"));
    sampler.pass(21 * SECOND);
    assertThat(sampler.tracesOut()).containsExactlyInAnyOrder(2L, 3L);
    sampler.assertEmpty();
  }

  @Test
  void aFileThatIsGoneLeavesTheListAsItWas() throws Exception {
    Path list = Files.writeString(folder.resolve("users"), "ada\n");
    Sampler sampler = sampler(list);
    Files.delete(list);
    sampler.pass(6 * SECOND);
    sampler.give(of(1, "ada"));
    sampler.pass(21 * SECOND);
    assertThat(sampler.tracesOut()).containsExactly(1L);
    assertThat(
            sampler
                .process
                .settings("tail_sampling", Sampler.ACCOUNT)
                .telemetry()
                .errors()
                .count("tail_sampling", "values_file " + list))
        .isPositive();
    Files.writeString(list, "grace\n");
    sampler.pass(6 * SECOND + 10 * MILLI);
    sampler.give(of(2, "ada"), of(3, "grace"));
    sampler.pass(21 * SECOND);
    assertThat(sampler.tracesOut()).containsExactlyInAnyOrder(1L, 3L);
    sampler.assertEmpty();
  }

  @Test
  void aFileThatIsNotThereAtTheStartIsAnError() {
    Path list = folder.resolve("nobody");
    assertThatThrownBy(() -> sampler(list))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("nobody");
  }

  @Test
  void aMillionUsersAreFound() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 1_000_000; i++) {
      lines.append("user-").append(i).append('\n');
    }
    TextTable table =
        TextTable.ofLines(lines.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(table.size()).isEqualTo(1_000_000);
    byte[] text = "xuser-999999x".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(table.find(text, 1, 12)).isEqualTo(999_999);
    assertThat(table.find(text, 1, 11)).isEqualTo(99_999);
    assertThat(table.find(text, 0, 12)).isEqualTo(TextTable.NONE);
    assertThat(table.find(text, 1, 13)).isEqualTo(TextTable.NONE);
  }
}
