package io.spanweir.receiver.jaeger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Process;
import io.jaegertracing.thriftjava.Span;
import io.spanweir.testkit.ProtoWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GrpcSideTest {
  private static final Batch BATCH =
      new Batch(new Process("s"), List.of(new Span(1, 2, 3, 0, "op", 1, 5, 7)));

  @Test
  void takesSpansAndSaysWhatIsWrong() throws Exception {
    byte[] body = ProtoBodies.request(BATCH);
    try (OpenJaeger jaeger = new OpenJaeger();
        JaegerGrpc client = new JaegerGrpc(jaeger.port("grpc"))) {
      assertThat(client.call(JaegerGrpc.POST_SPANS, body)).isEmpty();
      assertThat(jaeger.next().spans()).hasSize(1);
      byte[] cut = Arrays.copyOf(body, body.length - 1);
      assertThatThrownBy(() -> client.call(JaegerGrpc.POST_SPANS, cut))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
      assertThat(client.call(JaegerGrpc.POST_SPANS, new byte[0])).isEmpty();
    }
  }

  @Test
  void tellsWhoAsksToSampleAll() throws Exception {
    byte[] question = new ProtoWriter().stringField(1, "shop").toByteArray();
    try (OpenJaeger jaeger = new OpenJaeger();
        JaegerGrpc client = new JaegerGrpc(jaeger.port("grpc"))) {
      ByteBuffer answer =
          ByteBuffer.wrap(client.call(JaegerGrpc.SAMPLING, question))
              .order(ByteOrder.LITTLE_ENDIAN);
      // SamplingStrategyResponse.probabilisticSampling.samplingRate; the type is 0, as by default.
      assertThat(answer.getShort()).isEqualTo((short) (9 << 8 | 2 << 3 | 2));
      assertThat(answer.get()).isEqualTo((byte) (1 << 3 | 1));
      assertThat(answer.getDouble()).isEqualTo(1);
      assertThat(answer.hasRemaining()).isFalse();
    }
  }
}
