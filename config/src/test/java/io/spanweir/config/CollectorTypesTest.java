package io.spanweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollectorTypesTest {
  private final Catalog nothing = Catalog.of(List.of());

  @Test
  void aWayIsOnlyShownWhereItLeadsSomewhere() {
    String everywhere = "let clients send OTLP to the otlp receiver";
    assertThat(TestCatalog.CATALOG.notYet(Kind.RECEIVER, "zipkin")).isEqualTo(everywhere);
    assertThat(nothing.notYet(Kind.RECEIVER, "zipkin")).isEmpty();
    assertThat(TestCatalog.CATALOG.notYet(Kind.PROCESSOR, "redaction"))
        .isEqualTo("let a Collector after this one redact kept traces");
    assertThat(TestCatalog.CATALOG.notYet(Kind.RECEIVER, "otlq")).isNull();
  }

  /** The names that files of the Collector are full of. */
  @Test
  void whatIsCommonlyUsedIsKnown() {
    String processors =
        "transform span redaction k8sattributes k8s_attributes resourcedetection groupbytrace";
    String extensions = "healthcheckv2 pprof zpages file_storage oauth2client oidc sigv4auth";
    String exporters =
        "kafka loadbalancing load_balancing zipkin jaeger prometheus prometheusremotewrite"
            + " datadog logging";
    assertKnown(Kind.RECEIVER, "jaeger zipkin kafka prometheus hostmetrics filelog opencensus");
    assertKnown(Kind.PROCESSOR, processors);
    assertKnown(Kind.EXPORTER, exporters);
    assertKnown(Kind.CONNECTOR, "servicegraph routing forward count");
    assertKnown(Kind.EXTENSION, extensions);
  }

  private void assertKnown(Kind kind, String types) {
    for (String type : types.split(" ", -1)) {
      assertThat(nothing.notYet(kind, type)).as(type).isNotNull();
    }
  }
}
