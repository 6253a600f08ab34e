package io.spanweir.receiver.zipkin;

import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.testkit.ProtoWriter;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TraceGen;
import io.spanweir.testkit.contract.ReceiverContract;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;

/** Over HTTP, half of the requests as JSON and half as protobuf. */
class ZipkinReceiverContractTest extends ReceiverContract {
  @Override
  protected Receiver create(Settings settings, SpanConsumer next, int port) {
    ZipkinReceiverConfig config =
        Records.with(ZipkinReceiverConfig.DEFAULT, "endpoint", "127.0.0.1:" + port);
    return new ZipkinReceiverFactory().create(settings, config, Outputs.traces(next));
  }

  /** What becomes of the rest of a span is for the tests of the transcoders. */
  @Override
  protected SentSpan asSent(SentSpan span) {
    return SentSpan.named(span.traceIdHigh(), span.traceIdLow(), span.spanId());
  }

  /** An answer of Zipkin's has no body. */
  @Override
  protected boolean tellsRejected() {
    return false;
  }

  @Override
  protected byte[] malformed(TraceGen gen, TestRequest request) {
    byte[] body = body(request);
    return body[0] == '['
        ? Arrays.copyOf(body, body.length - 1)
        : new ProtoWriter().raw(body).raw(0x0a, 0x7f, 0x01).toByteArray();
  }

  private static byte[] body(TestRequest request) {
    boolean json = request.spans().get(0).traceIdLow() % 2 == 0;
    return json ? ZipkinRequests.json(request) : ZipkinRequests.proto3(request);
  }

  @Override
  protected Client client(int port) {
    return new HttpSender(
        HttpClient.newHttpClient(), URI.create("http://127.0.0.1:" + port + "/api/v2/spans"));
  }

  private record HttpSender(HttpClient client, URI uri) implements Client {
    @Override
    public Reply send(TestRequest request) throws IOException, InterruptedException {
      return sendMalformed(body(request));
    }

    @Override
    public Reply sendMalformed(byte[] body) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .version(HttpClient.Version.HTTP_1_1)
              .timeout(Duration.ofSeconds(20))
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      int code = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return switch (code) {
        case 202 -> new Reply(Reply.Outcome.ACCEPTED, 0);
        case 503 -> new Reply(Reply.Outcome.TRY_AGAIN, 0);
        default -> new Reply(Reply.Outcome.NEVER, 0);
      };
    }

    @Override
    public void close() {}
  }
}
