package io.spanweir.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.SpanBatch;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OtlpFramerTest {
  private final ChunkPool chunks = new ChunkPool(1 << 20, 1 << 20);
  private final BatchPool batches = new BatchPool(4);

  @Test
  void whatGoesInComesOut() throws Exception {
    TracesData data = TracesData.newBuilder().addResourceSpans(resource("a", 3)).build();
    SpanBatch batch = index(data);
    assertThat(batch.size()).isEqualTo(3);
    assertThat(batch.index().spanId(1)).isEqualTo(0x0202020202020202L);
    assertThat(batch.index().status(1)).isEqualTo(OtlpFields.STATUS_ERROR);
    assertThat(TracesData.parseFrom(frame(batch))).isEqualTo(data);
    AttributeCursor cursor = new AttributeCursor().ofResource(batch, 0);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.keyString()).isEqualTo("service.name");
    assertThat(cursor.valueText()).isEqualTo("a");
    assertThat(cursor.next()).isFalse();
    cursor.ofSpan(batch, 2);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.valueText()).isEqualTo("2");
    assertThat(cursor.valueTextEquals(new byte[] {'2'})).isTrue();
    assertThat(cursor.next()).isFalse();
    assertThat(new SpanReader().of(batch, 2).name()).isEqualTo("op2");
    batch.release();
    assertThat(chunks.leasedBytes()).isZero();
  }

  private SpanBatch index(TracesData data) throws MalformedException {
    byte[] bytes = data.toByteArray();
    Chunk chunk = chunks.lease(bytes.length);
    System.arraycopy(bytes, 0, chunk.bytes(), 0, bytes.length);
    chunk.length(bytes.length);
    SpanBatch batch = batches.lease();
    new OtlpIndexer().index(chunk, batch);
    return batch;
  }

  private static byte[] frame(SpanBatch batch) {
    OtlpFramer framer = new OtlpFramer();
    byte[] target = new byte[framer.size(batch)];
    assertThat(framer.write(batch, target, 0)).isEqualTo(target.length);
    return target;
  }

  private static ResourceSpans resource(String service, int spans) {
    ScopeSpans.Builder scope =
        ScopeSpans.newBuilder()
            .setScope(InstrumentationScope.newBuilder().setName("lib"))
            .setSchemaUrl("http://scope");
    for (int i = 0; i < spans; i++) {
      scope.addSpans(
          Span.newBuilder()
              .setTraceId(
                  ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6}))
              .setSpanId(ByteString.copyFrom(filled(i + 1)))
              .setName("op" + i)
              .setStatus(Status.newBuilder().setCodeValue(2).setMessage("bad"))
              .addAttributes(
                  KeyValue.newBuilder()
                      .setKey("k")
                      .setValue(AnyValue.newBuilder().setIntValue(i))));
    }
    return ResourceSpans.newBuilder()
        .setResource(
            Resource.newBuilder()
                .addAttributes(
                    KeyValue.newBuilder()
                        .setKey("service.name")
                        .setValue(AnyValue.newBuilder().setStringValue(service))))
        .addScopeSpans(scope)
        .setSchemaUrl("http://resource")
        .build();
  }

  private static byte[] filled(int value) {
    byte[] id = new byte[8];
    Arrays.fill(id, (byte) value);
    return id;
  }
}
