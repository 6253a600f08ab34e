package io.spanweir.exporter;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.runtime.Loops;
import io.spanweir.testkit.TestProcess;
import java.nio.ByteBuffer;

/** Settings and batches for tests. */
public final class Fixtures {
  private Fixtures() {}

  /** Settings of a component {@code type} in a process of its own. */
  public static Settings settings(String type, Loops loops) {
    return new TestProcess(loops).settings(type, "exporter:" + type);
  }

  /** A request of one resource with spans that have nothing but ids and a name. */
  public static ExportTraceServiceRequest request(int spans, long seed) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < spans; i++) {
      scope.addSpans(
          Span.newBuilder()
              .setTraceId(id(seed, 1))
              .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(0, seed + i + 1)))
              .setName("span " + i)
              .setStartTimeUnixNano(1_000)
              .setEndTimeUnixNano(2_000));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(text("service.name", "shop")))
                .addScopeSpans(scope))
        .build();
  }

  /** A trace id of two longs. */
  public static ByteString id(long high, long low) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(0, high).putLong(8, low));
  }

  public static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  /** The rows of a request of the settings' signal, leased from their pools. */
  public static SpanBatch batch(Settings settings, Message request) {
    byte[] bytes = request.toByteArray();
    Chunk chunk = settings.pools().chunks().lease(bytes.length);
    System.arraycopy(bytes, 0, chunk.bytes(), 0, bytes.length);
    chunk.length(bytes.length);
    SpanBatch batch = settings.pools().batches().lease();
    batch.signal(settings.signal());
    try {
      new OtlpIndexer().index(chunk, batch);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
    return batch;
  }
}
