package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets which format. */
class PageFormatTest {
  private static PageFormat asked(String... accept) {
    return PageFormat.asked(List.of(accept));
  }

  /** What Prometheus 2.5, 2.50 and 3.5 send, the last two with and without protobuf; and others. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        "application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;"
            + "version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;"
            + "escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
            + "encoding=delimited;q=0.7,application/openmetrics-text;version=1.0.0;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.3",
        "application/openmetrics-text",
        "Application/OpenMetrics-Text ; Version=\"1.0.0\" ; Q=0.5",
        "text/plain;q=0.5,application/openmetrics-text;q=0.5"
      })
  void openMetricsIsForThoseWhoNameIt(String accept) {
    assertThat(asked(accept)).isEqualTo(PageFormat.OPEN_METRICS);
    assertThat(asked("text/plain;q=0.1", accept)).isEqualTo(PageFormat.OPEN_METRICS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*/*",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "text/plain;version=0.0.4,application/openmetrics-text;q=0.9",
        "application/openmetrics-text;q=0,*/*",
        "application/openmetrics-text;q=much",
        "application/openmetrics-text;version=2.0.0",
        "application/*",
        ";,=;q=;,"
      })
  void everybodyElseGetsTheTextFormat(String accept) {
    assertThat(asked(accept)).isEqualTo(PageFormat.PROMETHEUS);
    assertThat(asked()).isEqualTo(PageFormat.PROMETHEUS);
  }
}
