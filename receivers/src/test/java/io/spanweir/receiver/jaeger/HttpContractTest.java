package io.spanweir.receiver.jaeger;

import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Pools;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.receiver.jaeger.JaegerReceiverConfig.Protocols;
import io.spanweir.receiver.jaeger.ThriftTranscoder.Form;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.contract.ReceiverContract;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

class HttpContractTest extends ReceiverContract {
  @Override
  protected Receiver create(Settings settings, SpanConsumer next, int port) {
    HttpConfig http = Records.with(HttpConfig.defaults(), "endpoint", "127.0.0.1:" + port);
    return new JaegerReceiverFactory()
        .create(
            settings,
            new JaegerReceiverConfig(new Protocols(null, http, null, null, null), null),
            Outputs.traces(next));
  }

  @Override
  protected List<SentSpan> sent(TestRequest request, Pools pools) {
    return TestBatches.sent(request, pools);
  }

  @Override
  protected boolean tellsRejected() {
    return false;
  }

  @Override
  protected Client client(int port) {
    return new HttpSender(HttpClient.newHttpClient(), port);
  }

  private record HttpSender(HttpClient client, int port) implements Client {
    @Override
    public Reply send(TestRequest request) throws Exception {
      return post(Thrift.bytes(TestBatches.batch(request), Form.BINARY_STRUCT));
    }

    /** Its first field is of no type. */
    @Override
    public Reply sendMalformed(byte[] body) throws Exception {
      byte[] malformed = body.clone();
      malformed[0] = 0x7f;
      return post(malformed);
    }

    private Reply post(byte[] body) throws Exception {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/traces"))
              .header("Content-Type", "application/x-thrift")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      int code = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      Reply.Outcome outcome =
          switch (code) {
            case 202 -> Reply.Outcome.ACCEPTED;
            case 503 -> Reply.Outcome.TRY_AGAIN;
            default -> Reply.Outcome.NEVER;
          };
      return new Reply(outcome, 0);
    }

    @Override
    public void close() {
      // The client of the JDK closes its connections when nobody has it any more.
    }
  }
}
