package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.testkit.Ports;
import io.spanweir.testkit.ProtoWriter;
import io.spanweir.testkit.TestCertificates;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zipkin2.Span;
import zipkin2.codec.SpanBytesEncoder;

/** Whatever is spoken at a door: spans get in over TLS, with the token, and not otherwise. */
class EveryDoorSecuredTest {
  private static final String GATEWAY =
      """
      extensions:
        bearertokenauth: {token: "t0ken"}
      receivers:
        otlp:
          protocols:
            grpc: &otlp
              endpoint: "127.0.0.1:${env:OTLP_GRPC}"
              tls: {cert_file: "${env:DIR}/server.crt", key_file: "${env:DIR}/server.key"}
              auth: {authenticator: bearertokenauth}
            http: {<<: *otlp, endpoint: "127.0.0.1:${env:OTLP_HTTP}"}
        zipkin: {<<: *otlp, endpoint: "127.0.0.1:${env:ZIPKIN}"}
        jaeger:
          protocols:
            grpc: {<<: *otlp, endpoint: "127.0.0.1:${env:JAEGER_GRPC}"}
            thrift_http: {<<: *otlp, endpoint: "127.0.0.1:${env:JAEGER_HTTP}"}
      exporters:
        otlp: {endpoint: "127.0.0.1:${env:BACKEND}", tls: {insecure: true}}
      service:
        extensions: [bearertokenauth]
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp, zipkin, jaeger], exporters: [otlp]}
      """;

  @TempDir static Path folder;
  private static final Map<String, String> ENVIRONMENT = new TreeMap<>();
  private static OtlpBackend backend;
  private static RunningSpanweir gateway;
  private static SecuredClient client;

  /** What is spoken, where, and a request of one span. */
  enum Door {
    OTLP_GRPC("OTLP_GRPC", "opentelemetry.proto.collector.trace.v1.TraceService/Export", otlp()),
    OTLP_HTTP("OTLP_HTTP", "/v1/traces application/x-protobuf", otlp()),
    ZIPKIN_HTTP(
        "ZIPKIN", "/api/v2/spans application/json", SpanBytesEncoder.JSON_V2.encodeList(zipkin())),
    ZIPKIN_GRPC(
        "ZIPKIN", "zipkin.proto3.SpanService/Report", SpanBytesEncoder.PROTO3.encodeList(zipkin())),
    JAEGER_GRPC("JAEGER_GRPC", "jaeger.api_v2.CollectorService/PostSpans", jaegerProto()),
    JAEGER_HTTP("JAEGER_HTTP", "/api/traces application/x-thrift", jaegerThrift());

    private final String port;
    private final String to;
    private final byte[] request;

    Door(String port, String to, byte[] request) {
      this.port = port;
      this.to = to;
      this.request = request;
    }

    private boolean isHttp() {
      return to.startsWith("/");
    }
  }

  @BeforeAll
  static void open() throws Exception {
    for (String port : List.of("OTLP_GRPC", "OTLP_HTTP", "ZIPKIN", "JAEGER_GRPC", "JAEGER_HTTP")) {
      ENVIRONMENT.put(port, Integer.toString(Ports.free()));
    }
    ENVIRONMENT.put("DIR", folder.toString());
    TestCertificates.make(folder, "server");
    client = new SecuredClient(folder.resolve("server.crt"));
    backend = new OtlpBackend(0);
    ENVIRONMENT.put("BACKEND", Integer.toString(backend.port()));
    gateway = RunningSpanweir.start(GATEWAY, ENVIRONMENT);
  }

  @AfterAll
  static void close() {
    gateway.close();
    backend.close();
  }

  private static int port(Door door) {
    return Integer.parseInt(ENVIRONMENT.get(door.port));
  }

  private static HttpResponse<String> post(Door door, String scheme, String authorization)
      throws Exception {
    String[] to = door.to.split(" ");
    String url = scheme + "://localhost:" + port(door) + to[0];
    return client.post(url, to[1], door.request, authorization);
  }

  /** The answer to a request, as a code of HTTP or gRPC. */
  private static String send(Door door, String authorization) throws Exception {
    if (!door.isHttp()) {
      Status status = client.call(port(door), true, door.to, door.request, authorization);
      return status.isOk() ? "OK" : status.getCode() + " " + status.getDescription();
    }
    HttpResponse<String> answer = post(door, "https", authorization);
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    return answer.statusCode() / 100 == 2 ? "OK" : answer.statusCode() + " " + answer.body();
  }

  @ParameterizedTest
  @EnumSource
  void spansGetInWithTheTokenAlone(Door door) throws Exception {
    int before = backend.count();
    String refused = door.isHttp() ? "401" : "UNAUTHENTICATED";
    assertThat(send(door, "")).startsWith(refused);
    assertThat(send(door, "Bearer wrong")).startsWith(refused);
    assertThat(send(door, "Bearer t0ken")).isEqualTo("OK");
    OtlpBackend.await("the span", () -> backend.count() > before);
    assertThat(backend.count()).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @EnumSource
  void nobodyIsHeardInPlainText(Door door) throws Exception {
    if (door.isHttp()) {
      assertThatThrownBy(() -> post(door, "http", "Bearer t0ken")).isInstanceOf(IOException.class);
    } else {
      assertThat(client.call(port(door), false, door.to, door.request, "Bearer t0ken").getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  private static byte[] otlp() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    request
        .addResourceSpansBuilder()
        .addScopeSpansBuilder()
        .addSpansBuilder()
        .setTraceId(ByteString.copyFrom(new byte[16]).substring(1).concat(ByteString.copyFrom(ONE)))
        .setSpanId(ByteString.copyFrom(new byte[7]).concat(ByteString.copyFrom(ONE)))
        .setName("one");
    return request.build().toByteArray();
  }

  private static final byte[] ONE = {1};

  private static List<Span> zipkin() {
    return List.of(Span.newBuilder().traceId("1").id("1").name("one").timestamp(1).build());
  }

  private static byte[] jaegerProto() {
    byte[] id = {0, 0, 0, 0, 0, 0, 0, 1};
    ProtoWriter span = new ProtoWriter().bytesField(1, id).bytesField(2, id);
    ProtoWriter process = new ProtoWriter().bytesField(1, text("shop"));
    ProtoWriter batch =
        new ProtoWriter().bytesField(1, span.toByteArray()).bytesField(2, process.toByteArray());
    return new ProtoWriter().bytesField(1, batch.toByteArray()).toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A {@code Batch} of Jaeger in Thrift's binary protocol: a process, and one span. */
  private static byte[] jaegerThrift() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      field(out, 12, 1);
      field(out, 11, 1);
      out.writeInt(4);
      out.write(text("shop"));
      out.writeByte(0);
      field(out, 15, 2);
      out.writeByte(12);
      out.writeInt(1);
      for (int id : new int[] {1, 2, 3, 4, 8, 9}) {
        field(out, 10, id);
        out.writeLong(id == 4 ? 0 : 1);
      }
      out.writeShort(0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static void field(DataOutputStream out, int type, int id) throws IOException {
    out.writeByte(type);
    out.writeShort(id);
  }
}
