package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.config.Catalog;
import io.spanweir.config.CollectorConfig;
import io.spanweir.config.ConfigLoader;
import io.spanweir.config.ConfigPrinter;
import io.spanweir.config.ConfigSource;
import io.spanweir.config.Differences;
import io.spanweir.config.LoadedConfig;
import io.spanweir.config.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lines of the Collector's files that ask for nothing else than what its defaults are, in the
 * components that are really there: they are taken, and what differs is said.
 */
class CollectorFilesTest {
  private static final String BASE =
      """
      receivers: {otlp: {protocols: {http: , grpc: }}}
      exporters: {nop: }
      processors: {batch: }
      extensions:
      service:
        pipelines: {traces: {receivers: [otlp], processors: [batch], exporters: [nop]}}
      """;
  private static final Catalog CATALOG = Catalog.of(Distribution.factories());

  /**
   * @param more lines that are laid over a file which runs
   */
  private static LoadedConfig load(String more) {
    return ConfigLoader.load(
        List.of(ConfigSource.text("base.yaml", BASE), ConfigSource.text("more.yaml", more)),
        CATALOG,
        key -> null);
  }

  private static CollectorConfig taken(String more) {
    LoadedConfig loaded = load(more);
    assertThat(loaded.problems())
        .filteredOn(p -> p.severity() == Problem.Severity.ERROR)
        .as(more)
        .isEmpty();
    return loaded.config();
  }

  private static String http(String keys) {
    return "receivers: {otlp: {protocols: {http: {" + keys + "}}}}";
  }

  private static String grpc(String keys) {
    return "receivers: {otlp: {protocols: {grpc: {" + keys + "}}}}";
  }

  /** What the Collector takes as without limit or as its default is our own bound. */
  @Test
  void zeroIsTheBoundThatHoldsHere() {
    String printed = ConfigPrinter.print(taken(BASE));
    for (String zeros :
        List.of(
            http("read_timeout: 0s, read_header_timeout: 0, write_timeout: 0s, idle_timeout: 0s"),
            http("max_request_body_size: 0"),
            grpc("max_concurrent_streams: 0, read_buffer_size: 0, max_recv_msg_size_mib: 0"),
            grpc("keepalive: {server_parameters: {time: 0s, timeout: 0s}}"))) {
      assertThat(ConfigPrinter.print(taken(zeros))).as(zeros).isEqualTo(printed);
    }
    assertThat(ConfigPrinter.print(taken(http("keepalive: {idle_timeout: 0s}"))))
        .contains("idle_timeout: 1m");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "receivers: {zipkin: {read_timeout: 0s, idle_timeout: 0s, max_request_body_size: 0}}",
        "receivers: {jaeger: {protocols: {thrift_http: {read_timeout: 0s}, grpc:"
            + " {max_concurrent_streams: 0}}}}",
      })
  void zeroIsTheBoundAtEveryDoor(String more) {
    taken(more);
  }

  @Test
  void zeroIsSaidToBeABound() {
    assertThat(Differences.of(taken(http("write_timeout: 0s")), CATALOG))
        .anySatisfy(
            hint -> {
              assertThat(hint.path()).isEqualTo("receivers::otlp::protocols::http::write_timeout");
              assertThat(hint.message()).contains("waits for nobody forever").contains("1 more");
            });
    assertThat(Differences.of(taken(grpc("max_concurrent_streams: 0")), CATALOG))
        .anySatisfy(
            hint -> {
              assertThat(hint.path()).endsWith("grpc::max_concurrent_streams");
              assertThat(hint.place().toString()).contains("more.yaml");
              assertThat(hint.message()).contains("here 100");
            });
    assertThat(Differences.of(taken(grpc("max_concurrent_streams: 7")), CATALOG))
        .noneMatch(hint -> hint.path().endsWith("max_concurrent_streams"));
  }

  @Test
  void aNegativeTimeIsNoTime() {
    assertThat(load(http("read_timeout: -1s")).render(100)).contains("read_timeout");
  }
}
