package io.spanweir.receiver.otlp;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.contract.ReceiverContract;
import java.io.IOException;

class HttpReceiverContractTest extends ReceiverContract {
  @Override
  protected Receiver create(Settings settings, SpanConsumer next, int port) {
    return new OtlpReceiverFactory()
        .create(settings, Configs.of(null, Configs.http(port)), Outputs.traces(next));
  }

  @Override
  protected Client client(int port) throws IOException {
    return new HttpSender(new HttpClient(port));
  }

  private record HttpSender(HttpClient client) implements Client {
    @Override
    public Reply send(TestRequest request) throws IOException {
      return sendMalformed(request.body());
    }

    @Override
    public Reply sendMalformed(byte[] body) throws IOException {
      HttpClient.Answer answer = client.postProtobuf(body);
      if (answer.code() == 200) {
        return new Reply(
            Reply.Outcome.ACCEPTED,
            (int)
                ExportTraceServiceResponse.parseFrom(answer.body())
                    .getPartialSuccess()
                    .getRejectedSpans());
      }
      boolean retryable = answer.code() == 429 || answer.code() == 503;
      return new Reply(retryable ? Reply.Outcome.TRY_AGAIN : Reply.Outcome.NEVER, 0);
    }

    @Override
    public void close() throws IOException {
      client.close();
    }
  }
}
