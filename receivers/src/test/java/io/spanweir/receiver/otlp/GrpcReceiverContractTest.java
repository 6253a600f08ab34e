package io.spanweir.receiver.otlp;

import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.contract.ReceiverContract;

class GrpcReceiverContractTest extends ReceiverContract {
  @Override
  protected Receiver create(Settings settings, SpanConsumer next, int port) {
    return new OtlpReceiverFactory()
        .create(settings, Configs.of(Configs.grpc(port), null), Outputs.traces(next));
  }

  @Override
  protected Client client(int port) {
    return new GrpcSender(new GrpcClient(port));
  }

  private record GrpcSender(GrpcClient client) implements Client {
    @Override
    public Reply send(TestRequest request) throws Exception {
      return sendMalformed(request.body());
    }

    @Override
    public Reply sendMalformed(byte[] body) throws Exception {
      GrpcClient.Answer answer = client.send(body);
      if (answer.code() == Status.Code.OK) {
        return new Reply(
            Reply.Outcome.ACCEPTED,
            (int)
                ExportTraceServiceResponse.parseFrom(answer.message())
                    .getPartialSuccess()
                    .getRejectedSpans());
      }
      boolean retryable =
          answer.code() == Status.Code.UNAVAILABLE
              || (answer.code() == Status.Code.RESOURCE_EXHAUSTED
                  && answer.trailers().containsKey(GrpcClient.DETAILS));
      return new Reply(retryable ? Reply.Outcome.TRY_AGAIN : Reply.Outcome.NEVER, 0);
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
