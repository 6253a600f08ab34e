package io.spanweir.bench.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One encoded {@code ExportTraceServiceRequest} and where its spans stand in it. Owns its arrays;
 * they are never changed.
 */
final class RequestTemplate implements MessageTemplate {
  private static final int RESOURCE_SPANS = 1;
  private static final int RESOURCE = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SCOPE = 1;
  private static final int SPANS = 2;

  private final Shape shape;
  private final SplittableRandom random;
  private final ProtoWriter message = new ProtoWriter();
  private final List<SpanTemplate> spans = new ArrayList<>();
  private final int[] spanFields;
  private final int[] spanStarts;

  /**
   * Makes the request of a number: the same shape and number give the same bytes.
   *
   * @param number which request; it decides the texts and, modulo the templates of the shape, the
   *     resources
   */
  RequestTemplate(Shape shape, int number) {
    this.shape = shape;
    random = new SplittableRandom(shape.seed() * 31 + number);
    spanFields = new int[shape.batch()];
    spanStarts = new int[shape.batch()];
    int groups = Math.min(shape.resourcesPerRequest(), shape.batch());
    int firstResource = number % shape.templates() * shape.resourcesPerRequest();
    for (int group = 0; group < groups; group++) {
      int count = shape.batch() * (group + 1) / groups - spans.size();
      resourceSpans((firstResource + group) % shape.resources(), count);
    }
  }

  @Override
  public byte[] bytes() {
    return message.toByteArray();
  }

  /** Fields begin with a tag and a length. */
  @Override
  public int[] cuts() {
    return spanFields;
  }

  @Override
  public int[] spanStarts() {
    return spanStarts;
  }

  @Override
  public List<SpanTemplate> spans() {
    return spans;
  }

  private void resourceSpans(int ordinal, int count) {
    List<SpanTemplate> group = new ArrayList<>(count);
    int spansBytes = 0;
    for (int i = 0; i < count; i++) {
      SpanTemplate span = SpanTemplate.make(random, shape.small());
      group.add(span);
      spansBytes += ProtoWriter.sizeOfField(span.bytes().length);
    }
    ProtoWriter resource = resource(shape.seed(), ordinal);
    ProtoWriter scope = scope(ordinal);
    int scopeSpansBytes = ProtoWriter.sizeOfField(scope.length()) + spansBytes;
    int resourceSpansBytes =
        ProtoWriter.sizeOfField(resource.length()) + ProtoWriter.sizeOfField(scopeSpansBytes);
    message.lengthDelimited(RESOURCE_SPANS, resourceSpansBytes);
    message.message(RESOURCE, resource);
    message.lengthDelimited(SCOPE_SPANS, scopeSpansBytes);
    message.message(SCOPE, scope);
    group.forEach(this::append);
  }

  private void append(SpanTemplate span) {
    spanFields[spans.size()] = message.length();
    message.lengthDelimited(SPANS, span.bytes().length);
    spanStarts[spans.size()] = message.length();
    message.raw(span.bytes());
    spans.add(span);
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
    return new ProtoWriter()
        .string(1, "io.opentelemetry.tomcat-10." + resource % 7)
        .string(2, "2.21");
  }
}
