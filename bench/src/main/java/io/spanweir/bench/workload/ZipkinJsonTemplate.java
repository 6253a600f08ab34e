package io.spanweir.bench.workload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A list of spans in Zipkin's JSON v2: 778 to 803 bytes each, without a space to spare. */
final class ZipkinJsonTemplate implements MessageTemplate {
  private static final int SPAN_BYTES_MIN = 777;
  private static final int SPAN_BYTES_RANGE = 26;

  /** Four quotes, a colon and a comma. */
  private static final int TAG_OVERHEAD = 6;

  private static final String ERROR_VALUE = "card declined";

  private final StringBuilder json = new StringBuilder();
  private final List<ZipkinJsonSpan> spans = new ArrayList<>();
  private final int[] starts;
  private final SplittableRandom random;

  ZipkinJsonTemplate(Shape shape, int number) {
    random = new SplittableRandom(shape.seed() * 31 + number);
    starts = new int[shape.batch()];
    for (int i = 0; i < shape.batch(); i++) {
      json.append(i == 0 ? '[' : ',');
      starts[i] = json.length();
      span(Service.of(shape, number, i));
    }
    json.append(']');
  }

  @Override
  public byte[] bytes() {
    return json.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public int[] spanStarts() {
    return starts.clone();
  }

  @Override
  public List<ZipkinJsonSpan> spans() {
    return spans;
  }

  private void span(Service service) {
    int start = json.length();
    SpanTags tags = new SpanTags(random);
    int trace = add("{\"traceId\":\"", "0".repeat(32)) - start;
    int id = add("\",\"id\":\"", "0".repeat(16)) - start;
    int parent = add("\",\"parentId\":\"", "0".repeat(16)) - start;
    json.append("\",\"name\":\"").append(tags.name());
    json.append("\",\"kind\":\"").append(random.nextBoolean() ? "SERVER" : "CLIENT").append('"');
    int timestamp = add(",\"timestamp\":", "0".repeat(ZipkinJsonSpan.TIMESTAMP_DIGITS)) - start;
    int duration = add(",\"duration\":", "0".repeat(ZipkinJsonSpan.DURATION_DIGITS)) - start;
    json.append(",\"localEndpoint\":{\"serviceName\":\"").append(service.name());
    json.append("\",\"ipv4\":\"").append(service.address());
    json.append("\",\"port\":").append(service.port()).append("},\"tags\":{\"");
    int error = add("", SpanTags.NO_ERROR_KEY) - start;
    json.append("\":\"").append(ERROR_VALUE).append('"');
    int target = SPAN_BYTES_MIN + random.nextInt(SPAN_BYTES_RANGE);
    Map<String, String> fitting = tags.fitting(target - (json.length() - start) - 2, TAG_OVERHEAD);
    int tier = 0;
    for (Map.Entry<String, String> tag : fitting.entrySet()) {
      int value = add(",\"" + tag.getKey() + "\":\"", tag.getValue()) - start;
      tier = tag.getKey().equals(SpanTags.TIER_KEY) ? value : tier;
      json.append('"');
    }
    json.append("}}");
    String tierText = fitting.get(SpanTags.TIER_KEY);
    spans.add(
        new ZipkinJsonSpan(trace, id, parent, timestamp, duration, error, tier, tierText + ""));
  }

  /** Appends a key and what stands behind it, and returns where that begins. */
  private int add(String key, String value) {
    int at = json.append(key).length();
    json.append(value);
    return at;
  }
}
