package io.spanweir.config;

import io.spanweir.core.component.Kind;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Component types that files of the OpenTelemetry Collector have and this collector has not yet, so
 * that a message can say so instead of calling them unknown (reference otel-collector §2).
 */
final class CollectorTypes {
  static final Map<Kind, Map<String, String>> NOT_YET =
      Map.of(
          Kind.RECEIVER,
          types(
              "zipkin", "send OTLP to the otlp receiver",
              "jaeger", "send OTLP to the otlp receiver",
              "kafka", "send OTLP to the otlp receiver",
              "prometheus", "only traces are taken",
              "hostmetrics", "only traces are taken",
              "filelog", "only traces are taken",
              "nop", "leave it out"),
          Kind.PROCESSOR,
          types(
              "memory_limiter", "buffer_bytes of tail_sampling bounds memory",
              "attributes", "",
              "resource", "",
              "filter", "a drop policy of tail_sampling drops whole traces",
              "probabilistic_sampler", "the probabilistic policy of tail_sampling",
              "transform", "",
              "redaction", "",
              "groupbytrace", "tail_sampling hands on whole traces",
              "k8sattributes", "",
              "k8s_attributes", "",
              "resourcedetection", "",
              "resource_detection", ""),
          Kind.EXPORTER,
          types(
              "otlphttp", "the otlp exporter sends over gRPC",
              "otlp_http", "the otlp exporter sends over gRPC",
              "kafka", "the otlp exporter sends over gRPC",
              "zipkin", "the otlp exporter sends over gRPC",
              "file", "the debug exporter prints",
              "logging", "the debug exporter prints",
              "load_balancing", "",
              "loadbalancing", "",
              "prometheus", "only traces are exported"),
          Kind.CONNECTOR,
          types("span_metrics", "", "spanmetrics", "", "forward", "", "service_graph", ""),
          Kind.EXTENSION,
          types(
              "health_check", "the process listens once it is up",
              "zpages", "own metrics are on the Prometheus page",
              "pprof", "",
              "file_storage", "",
              "basicauth", "",
              "bearertokenauth", "",
              "headers_setter", ""));

  private CollectorTypes() {}

  private static Map<String, String> types(String... typesAndHints) {
    Map<String, String> hints = new LinkedHashMap<>();
    for (int i = 0; i < typesAndHints.length; i += 2) {
      hints.put(typesAndHints[i], typesAndHints[i + 1]);
    }
    return hints;
  }
}
