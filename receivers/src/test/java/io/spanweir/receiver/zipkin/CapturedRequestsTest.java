package io.spanweir.receiver.zipkin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.testkit.SentSpan;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;
import zipkin2.codec.SpanBytesEncoder;

/**
 * What clients sent over HTTP, from the request line to the last byte as it was captured, through
 * the door: what is handed on is what a Zipkin server made of it, or what Zipkin's library reads.
 */
final class CapturedRequestsTest {
  private static final Path CAPTURES = Path.of("src/test/resources/wire-captures");
  private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

  /** Captures that other rooms replay: OTLP, Jaeger, and what came by Scribe. */
  private static final Pattern OTHERS =
      Pattern.compile(".*(\\.otlp\\.pb.*|jaeger.*|scribe-frame.*)");

  /** Bodies of requests, by name. */
  static List<String> captures() throws IOException {
    try (Stream<Path> files = Files.list(CAPTURES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".request.json"))
          .filter(name -> !OTHERS.matcher(name).matches())
          .sorted()
          .toList();
    }
  }

  /** Whoever adds a capture learns here that nothing replays it. */
  @Test
  void noneIsPassedOver() throws IOException {
    assertThat(captures()).hasSize(13);
    try (Stream<Path> files = Files.list(CAPTURES)) {
      assertThat(files.map(Path::toString).filter(name -> OTHERS.matcher(name).matches()))
          .filteredOn(name -> !name.endsWith(".request.json"))
          .hasSize(8);
    }
  }

  @ParameterizedTest
  @MethodSource("captures")
  void isTakenAsItWasSent(String capture) throws Exception {
    try (OpenZipkin open = new OpenZipkin()) {
      assertThat(answer(open.port(), capture)).startsWith("HTTP/1.1 202 ");
      assertThat(texts(handedOn(open.next().spans())))
          .isEqualTo(texts(expected(capture)))
          .hasSizeGreaterThan(capture.contains("empty-list") ? -1 : 0);
    }
  }

  private static String answer(int port, String capture) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      String head = head(capture);
      byte[] body = Files.readAllBytes(CAPTURES.resolve(capture));
      out.write(head.getBytes(ISO_8859_1));
      if (head.contains("Transfer-Encoding: chunked")) {
        out.write((Integer.toHexString(body.length) + "\r\n").getBytes(ISO_8859_1));
        out.write(body);
        out.write("\r\n0\r\n\r\n".getBytes(ISO_8859_1));
      } else {
        out.write(body);
      }
      socket.setSoTimeout(30_000);
      return new String(socket.getInputStream().readNBytes(13), ISO_8859_1);
    }
  }

  /** The request line and the headers, which stand beside the body: name, value, name, value. */
  private static String head(String capture) throws IOException {
    String name = capture.replaceFirst("(\\.json|\\.pb|\\.thrift)(\\.gz)?$", ".request.json");
    String json = Files.readString(CAPTURES.resolve(name), StandardCharsets.UTF_8);
    List<String> texts = TEXT.matcher(json).results().map(CapturedRequestsTest::inner).toList();
    assertThat(texts).startsWith("method", "POST", "path").endsWith("bodyBytes");
    StringBuilder head = new StringBuilder("POST " + texts.get(3) + " HTTP/1.1\r\n");
    for (int i = 5; i < texts.size() - 1; i += 2) {
      head.append(texts.get(i)).append(": ").append(texts.get(i + 1)).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static String inner(MatchResult match) {
    return match.group(1);
  }

  private static List<Span> handedOn(List<SentSpan> sent) throws IOException {
    TracesData.Builder data = TracesData.newBuilder();
    for (SentSpan one : sent) {
      ScopeSpans.Builder scope = ScopeSpans.parseFrom(bytes(one.scope())).toBuilder();
      scope.addSpans(io.opentelemetry.proto.trace.v1.Span.parseFrom(bytes(one.span())));
      data.addResourceSpans(
          ResourceSpans.parseFrom(bytes(one.resource())).toBuilder().addScopeSpans(scope));
    }
    return BackToZipkin.of(data.build());
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static List<Span> expected(String capture) throws Exception {
    if (capture.contains("empty-list")) {
      return List.of();
    }
    if (capture.contains("-v1-")) {
      return V1FixturesTest.answer("capture--" + capture.replaceFirst("\\.(json|thrift)$", ""));
    }
    byte[] body = Zipkins.resource("wire-captures/" + capture);
    return (capture.endsWith(".pb") ? SpanBytesDecoder.PROTO3 : SpanBytesDecoder.JSON_V2)
        .decodeList(body);
  }

  private static List<String> texts(List<Span> spans) {
    return spans.stream()
        .map(span -> new String(SpanBytesEncoder.JSON_V2.encode(span), StandardCharsets.UTF_8))
        .sorted()
        .toList();
  }
}
