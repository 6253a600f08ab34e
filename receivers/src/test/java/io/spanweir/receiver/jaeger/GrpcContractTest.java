package io.spanweir.receiver.jaeger;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Pools;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.receiver.jaeger.JaegerReceiverConfig.Protocols;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.contract.ReceiverContract;
import java.util.List;

class GrpcContractTest extends ReceiverContract {
  @Override
  protected Receiver create(Settings settings, SpanConsumer next, int port) {
    GrpcConfig grpc = Records.with(GrpcConfig.defaults(), "endpoint", "127.0.0.1:" + port);
    return new JaegerReceiverFactory()
        .create(
            settings,
            new JaegerReceiverConfig(new Protocols(grpc, null, null, null, null), null),
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
    return new GrpcSender(new JaegerGrpc(port));
  }

  private record GrpcSender(JaegerGrpc client) implements Client {
    @Override
    public Reply send(TestRequest request) {
      return post(ProtoBodies.request(TestBatches.batch(request)));
    }

    /** Its first field is of no wire type. */
    @Override
    public Reply sendMalformed(byte[] body) {
      byte[] malformed = body.clone();
      malformed[0] = 1 << 3 | 7;
      return post(malformed);
    }

    private Reply post(byte[] body) {
      try {
        client.call(JaegerGrpc.POST_SPANS, body);
        return new Reply(Reply.Outcome.ACCEPTED, 0);
      } catch (StatusRuntimeException e) {
        Status.Code code = e.getStatus().getCode();
        boolean retryable =
            code == Status.Code.UNAVAILABLE || code == Status.Code.RESOURCE_EXHAUSTED;
        return new Reply(retryable ? Reply.Outcome.TRY_AGAIN : Reply.Outcome.NEVER, 0);
      }
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
