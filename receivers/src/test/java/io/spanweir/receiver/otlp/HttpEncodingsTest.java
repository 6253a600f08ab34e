package io.spanweir.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.receiver.grpc.RpcStatus;
import io.spanweir.receiver.otlp.HttpClient.Answer;
import io.spanweir.testkit.Bodies;
import io.spanweir.testkit.Records;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which content encodings the HTTP door takes, and what it says to others. */
class HttpEncodingsTest {
  private static final String PROTOBUF = "Content-Type: application/x-protobuf\r\n";

  private final OpenReceiver open = new OpenReceiver();

  @AfterEach
  void close() {
    open.close();
  }

  @Test
  void takesEveryContentEncoding() throws Exception {
    byte[] body = Bodies.request().body();
    try (HttpClient client = open.http()) {
      for (String name : new String[] {"gzip", "x-gzip", "GZIP"}) {
        assertThat(encoded(client, name, Bodies.gzip(body)).code()).isEqualTo(200);
      }
      for (String name : new String[] {"deflate", "zlib"}) {
        assertThat(encoded(client, name, Bodies.deflate(body, false)).code()).isEqualTo(200);
        assertThat(encoded(client, name, Bodies.deflate(body, true)).code()).isEqualTo(200);
      }
      assertThat(encoded(client, "zstd", Bodies.zstd(body)).code()).isEqualTo(200);
      assertThat(encoded(client, "identity", body).code()).isEqualTo(200);
      for (String name : new String[] {"gzip", "zstd", "deflate"}) {
        Answer answer = encoded(client, name, body);
        assertThat(answer.code()).isEqualTo(400);
        assertThat(RpcStatus.parse(answer.body()).message()).startsWith("the body is no " + name);
      }
      assertThat(encoded(client, "snappy", body).code()).isEqualTo(415);
    }
    assertThat(open.next().commits()).isEqualTo(9);
  }

  @Test
  void takesOnlyTheEncodingsThatAreListed() throws Exception {
    HttpConfig d = Configs.http(0);
    HttpConfig listed = Records.with(d, "compressionAlgorithms", List.of("zstd"));
    byte[] body = Bodies.request().body();
    try (OpenReceiver strict = new OpenReceiver(Configs.of(null, listed));
        HttpClient client = strict.http()) {
      assertThat(encoded(client, "zstd", Bodies.zstd(body)).code()).isEqualTo(200);
      assertThat(encoded(client, "", body).code()).isEqualTo(200);
      Answer answer = encoded(client, "gzip", Bodies.gzip(body));
      assertThat(answer.code()).isEqualTo(415);
      assertThat(RpcStatus.parse(answer.body()).message())
          .isEqualTo("the content encoding must be one of identity, zstd");
    }
  }

  private static Answer encoded(HttpClient client, String name, byte[] body) throws IOException {
    return client.post(PROTOBUF + "Content-Encoding: " + name + "\r\n", body);
  }
}
