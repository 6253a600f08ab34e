package io.spanweir.bench.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One encoded {@code ExportTraceServiceRequest} and where its spans stand in it.
 *
 * @param bytes the message, owned by the record and never changed
 * @param spanFields per span, where its field begins, tag and length included
 * @param spanStarts per span, where the span's own bytes begin
 * @param spans per span, the offsets inside it
 */
record RequestTemplate(byte[] bytes, int[] spanFields, int[] spanStarts, List<SpanTemplate> spans) {

  private static final int RESOURCE_SPANS = 1;
  private static final int RESOURCE = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SCOPE = 1;
  private static final int SPANS = 2;

  /**
   * Makes the request of a number: the same shape and number give the same bytes.
   *
   * @param number which request; it decides the texts and, modulo the templates of the shape, the resources
   */
  static RequestTemplate make(Shape shape, int number) {
    SplittableRandom random = new SplittableRandom(shape.seed() * 31 + number);
    ProtoWriter out = new ProtoWriter();
    int[] spanFields = new int[shape.batch()];
    int[] spanStarts = new int[shape.batch()];
    List<SpanTemplate> spans = new ArrayList<>(shape.batch());
    int groups = Math.min(shape.resourcesPerRequest(), shape.batch());
    int template = number % shape.templates();
    for (int group = 0; group < groups; group++) {
      int from = spans.size();
      int count = shape.batch() * (group + 1) / groups - from;
      for (int i = 0; i < count; i++) {
        spans.add(SpanTemplate.make(random, shape.small()));
      }
      int resource = (template * shape.resourcesPerRequest() + group) % shape.resources();
      List<SpanTemplate> ofGroup = spans.subList(from, from + count);
      ProtoWriter head = resource(shape.seed(), resource);
      ProtoWriter scope = scope(resource);
      int spansBytes = ofGroup.stream().mapToInt(s -> fieldBytes(s.bytes().length)).sum();
      int scopeSpansBytes = fieldBytes(scope.length()) + spansBytes;
      int resourceSpansBytes = fieldBytes(head.length()) + fieldBytes(scopeSpansBytes);
      out.lengthDelimited(RESOURCE_SPANS, resourceSpansBytes);
      out.message(RESOURCE, head);
      out.lengthDelimited(SCOPE_SPANS, scopeSpansBytes);
      out.message(SCOPE, scope);
      append(out, ofGroup, from, spanFields, spanStarts);
    }
    return new RequestTemplate(out.toByteArray(), spanFields, spanStarts, List.copyOf(spans));
  }

  private static void append(
      ProtoWriter out, List<SpanTemplate> spans, int from, int[] spanFields, int[] spanStarts) {
    for (int i = 0; i < spans.size(); i++) {
      byte[] span = spans.get(i).bytes();
      spanFields[from + i] = out.length();
      out.lengthDelimited(SPANS, span.length);
      spanStarts[from + i] = out.length();
      out.raw(span);
    }
  }

  private static ProtoWriter resource(long seed, int ordinal) {
    RandomGenerator random = new SplittableRandom(seed * 17 + ordinal);
    SpanTexts texts = new SpanTexts(random);
    String service = texts.noun() + "-service-" + ordinal;
    ProtoWriter resource = new ProtoWriter();
    attribute(resource, "service.name", service);
    attribute(resource, "service.version", "2." + texts.below(40) + "." + texts.below(10));
    attribute(resource, "service.instance.id", texts.hex(32));
    attribute(resource, "deployment.environment.name", "production");
    attribute(resource, "k8s.pod.name", service + "-" + texts.hex(10) + "-" + texts.hex(5));
    attribute(resource, "k8s.namespace.name", texts.noun());
    attribute(resource, "host.name", "ip-" + texts.address().replace('.', '-'));
    attribute(resource, "cloud.region", texts.region());
    attribute(resource, "telemetry.sdk.language", "java");
    attribute(resource, "telemetry.sdk.version", "1.57.0");
    return resource;
  }

  private static void attribute(ProtoWriter resource, String key, String value) {
    ProtoWriter any = new ProtoWriter().string(1, value);
    resource.message(1, new ProtoWriter().string(1, key).message(2, any));
  }

  private static ProtoWriter scope(int resource) {
    return new ProtoWriter().string(1, "io.opentelemetry.tomcat-10." + resource % 7).string(2, "2.21");
  }

  private static int fieldBytes(int contentLength) {
    return ProtoWriter.sizeOfField(contentLength);
  }
}
