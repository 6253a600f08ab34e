package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import zipkin2.Endpoint;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;
import zipkin2.codec.SpanBytesEncoder;

/**
 * A span that comes from Zipkin goes out as a Zipkin server would have given it back: in through
 * the receiver's reader, out through the writers of the exporter and the query API, read by
 * Zipkin's own library.
 */
class ZipkinRoundTripTest {
  private static final Path FILES = Path.of("../receivers/src/test/resources");

  private static final List<String> TEXTS =
      List.of("", "get", "GET /Äpfel", "東京", "a\"b\\c\n\u0001", "true", "false", "503", "ERROR");

  /** Zipkin's reader of proto3 drops annotations without a text, and tags without a key. */
  private static final List<String> SAID = TEXTS.subList(1, TEXTS.size());

  private static final List<String> KEYS =
      List.of(
          "http.path",
          "error",
          "otel.status_code",
          "otel.status_description",
          "otel.scope.name",
          "otel.scope.version",
          "otel.library.name",
          "otel.library.version",
          "otel.dropped_events_count",
          "span.kind",
          "w3c.tracestate",
          "peer.service",
          "network.peer.address",
          "network.peer.port",
          "network.local.address",
          "network.local.port",
          "server.address",
          "net.peer.name",
          "db.name",
          "service.name");
  private static final List<String> IPS =
      List.of("1.2.3.4", "0.0.0.0", "255.255.255.255", "::1", "2001:db8::c001", "fe80::1:0:0:2");

  static List<String> files() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> v2 = Files.list(FILES.resolve("zipkin-v2-json"));
        Stream<Path> captures = Files.list(FILES.resolve("wire-captures"))) {
      Stream.concat(v2, captures.filter(path -> path.toString().contains("v2-json.json")))
          .map(path -> FILES.relativize(path).toString())
          .filter(name -> !name.endsWith(".request.json"))
          .filter(name -> !name.contains("notimestamp")) // v1 in truth, which v2's reader refuses
          .forEach(names::add);
    }
    assertThat(names).hasSizeGreaterThan(18);
    return names;
  }

  private static byte[] read(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(FILES.resolve(name));
    return name.endsWith(".gz")
        ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes()
        : bytes;
  }

  /** Some files are one span, and some have an address in a form that Zipkin's reader drops. */
  private static byte[] list(byte[] file) {
    String json = new String(file, StandardCharsets.UTF_8).strip();
    String known = json.replace("7::0.128.128.127", "7::80:807f");
    String list = known.startsWith("[") ? known : "[" + known + "]";
    return list.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("files")
  void filesComeBack(String name) throws Exception {
    byte[] body = list(read(name));
    List<Span> spans = SpanBytesDecoder.JSON_V2.decodeList(body);
    assertThat(ZipkinThereAndBack.of(body)).isNotEmpty().isEqualTo(spans);
    assertThat(ZipkinThereAndBack.of(SpanBytesEncoder.PROTO3.encodeList(spans))).isEqualTo(spans);
  }

  @ParameterizedTest
  @CsvSource({
    "py_zipkin-0.15.0-v1-thrift-128bit-error, thrift",
    "zipkin-go-opentracing-0.3.5-v1-thrift, thrift",
    "zipkin-go-opentracing-0.3.5-v1-thrift-no-hostport, thrift",
    "zipkin-reporter-3.5.3-v1-thrift, thrift",
    "zipkin-reporter-3.5.3-v1-json, json"
  })
  void capturesOfV1BecomeWhatTheServerAnswers(String name, String form) throws Exception {
    String answer = "zipkin-server-3.6.1-answers/capture--" + name + ".zipkin-v2.json";
    assertThat(sorted(ZipkinThereAndBack.of(read("wire-captures/" + name + "." + form))))
        .isNotEmpty()
        .isEqualTo(sorted(answers(new String(read(answer), StandardCharsets.UTF_8))));
  }

  /** An object with a list of spans for each trace. */
  private static List<Span> answers(String json) {
    List<Span> spans = new ArrayList<>();
    for (int at = json.indexOf('['); at >= 0; ) {
      int depth = 0;
      int end = at;
      do {
        char c = json.charAt(end++);
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      } while (depth > 0);
      byte[] list = json.substring(at, end).getBytes(StandardCharsets.UTF_8);
      spans.addAll(SpanBytesDecoder.JSON_V2.decodeList(list));
      at = json.indexOf('[', end);
    }
    return spans;
  }

  private static List<Span> sorted(List<Span> spans) {
    return spans.stream().sorted(Comparator.comparing(Span::toString)).toList();
  }

  @Test
  void anySpanComesBack() {
    Seed.each(
        300,
        seed -> {
          Rng rng = new Rng(seed);
          List<Span> spans = new ArrayList<>();
          for (int i = rng.between(1, 8); i > 0; i--) {
            spans.add(random(rng));
          }
          List<Span> back = ZipkinThereAndBack.of(SpanBytesEncoder.JSON_V2.encodeList(spans));
          for (int i = 0; i < spans.size(); i++) {
            assertThat(back.get(i)).isEqualTo(spans.get(i));
          }
          assertThat(back).hasSameSizeAs(spans);
        });
  }

  private static Span random(Rng rng) {
    Span.Builder span =
        Span.newBuilder()
            .traceId(rng.percent(50) ? rng.id() : 0, rng.id())
            .id(rng.id())
            .parentId(rng.percent(50) ? rng.id() : 0)
            .kind(rng.percent(70) ? rng.pick(List.of(Span.Kind.values())) : null)
            .name(rng.pick(TEXTS))
            .timestamp(rng.percent(80) ? 1_700_000_000_000_000L + rng.below(1_000_000) : 0)
            .duration(rng.percent(80) ? rng.below(1_000_000) : 0)
            .debug(rng.percent(20) ? true : null)
            .shared(rng.percent(20) ? true : null)
            .localEndpoint(endpoint(rng))
            .remoteEndpoint(endpoint(rng));
    for (int i = rng.between(0, 6); i > 0; i--) {
      span.putTag(rng.pick(KEYS), rng.pick(rng.percent(20) ? IPS : TEXTS));
    }
    for (int i = rng.between(0, 4); i > 0; i--) {
      span.addAnnotation(1_700_000_000_000_000L + rng.below(3), rng.pick(SAID));
    }
    return span.build();
  }

  private static Endpoint endpoint(Rng rng) {
    Endpoint.Builder endpoint =
        Endpoint.newBuilder().serviceName(rng.percent(70) ? rng.pick(TEXTS) : null);
    for (int i = rng.between(0, 2); i > 0; i--) {
      endpoint.parseIp(rng.pick(IPS));
    }
    return endpoint.port(rng.percent(50) ? rng.between(1, 65_535) : 0).build();
  }
}
