package io.spanweir.receiver.jaeger;

import static io.spanweir.receiver.jaeger.ThriftTranscoder.Form.BINARY_STRUCT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Process;
import io.jaegertracing.thriftjava.Span;
import io.spanweir.core.door.Outcome;
import io.spanweir.testkit.CapturingConsumer.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpSideTest {
  private static final String HTTP = "collector_http";
  private static final byte[] BATCH =
      Transcoded.capture("otel-java-1.33.0-jaeger-thrift-exporter-http-batch.thrift");
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> post(OpenJaeger jaeger, String path, String type, byte[] body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(jaeger, "thrift_http", path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(OpenJaeger jaeger, String protocol, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(jaeger, protocol, path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(OpenJaeger jaeger, String protocol, String path) {
    return URI.create("http://127.0.0.1:" + jaeger.port(protocol) + path);
  }

  @Test
  void takesWhatAClientSent() throws Exception {
    try (OpenJaeger jaeger = new OpenJaeger()) {
      HttpResponse<String> answer =
          post(jaeger, "/api/traces?format=jaeger.thrift", "application/x-thrift", BATCH);
      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(answer.body()).isEmpty();
      assertThat(
              post(jaeger, "/api/traces", "application/vnd.apache.thrift.binary", BATCH)
                  .statusCode())
          .isEqualTo(202);
      assertThat(jaeger.next().spans()).hasSize(6);
      assertThat(jaeger.requests(HTTP, Outcome.ACCEPTED)).isEqualTo(2);
    }
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    try (OpenJaeger jaeger = new OpenJaeger()) {
      byte[] cut = Arrays.copyOf(BATCH, BATCH.length - 1);
      HttpResponse<String> malformed = post(jaeger, "/api/traces", "application/x-thrift", cut);
      assertThat(malformed.statusCode()).isEqualTo(400);
      assertThat(malformed.body()).contains("breaks off");
      assertThat(post(jaeger, "/api/traces", "application/json", BATCH).statusCode())
          .isEqualTo(400);
      assertThat(post(jaeger, "/api/spans", "application/x-thrift", BATCH).statusCode())
          .isEqualTo(404);
      assertThat(get(jaeger, "thrift_http", "/api/traces").statusCode()).isEqualTo(405);
      jaeger.next().answers(() -> Answer.REFUSE);
      HttpResponse<String> refused = post(jaeger, "/api/traces", "application/x-thrift", BATCH);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void aBatchWithoutAGoodSpanIsToldWhy() throws Exception {
    try (OpenJaeger jaeger = new OpenJaeger()) {
      Span nameless = new Span(0, 0, 7, 0, "a", 1, 1, 1);
      byte[] none = Thrift.bytes(new Batch(new Process("shop"), List.of(nameless)), BINARY_STRUCT);
      HttpResponse<String> answer = post(jaeger, "/api/traces", "application/x-thrift", none);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("trace_id is all zeros");
      byte[] empty = Thrift.bytes(new Batch(new Process("shop"), List.of()), BINARY_STRUCT);
      assertThat(post(jaeger, "/api/traces", "application/x-thrift", empty).statusCode())
          .isEqualTo(202);
      assertThat(jaeger.next().spans()).isEmpty();
      assertThat(jaeger.requests(HTTP, Outcome.MALFORMED)).isEqualTo(1);
    }
  }

  @Test
  void tellsWhoAsksToSampleAll() throws Exception {
    String all =
        "{\"strategyType\":\"PROBABILISTIC\",\"probabilisticSampling\":{\"samplingRate\":1}}";
    try (OpenJaeger jaeger = new OpenJaeger()) {
      HttpResponse<String> agent = get(jaeger, "sampling_http", "/sampling?service=shop");
      assertThat(agent.statusCode()).isEqualTo(200);
      assertThat(agent.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(agent.body()).isEqualTo(all);
      assertThat(get(jaeger, "thrift_http", "/api/sampling?service=shop").body()).isEqualTo(all);
      assertThat(get(jaeger, "sampling_http", "/?service=shop").body())
          .isEqualTo("{\"strategyType\":0,\"probabilisticSampling\":{\"samplingRate\":1}}");
      assertThat(get(jaeger, "sampling_http", "/baggageRestrictions?service=shop").body())
          .isEqualTo("[]");
      assertThat(get(jaeger, "sampling_http", "/other").statusCode()).isEqualTo(404);
    }
  }
}
