package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.Transcoder;
import java.io.IOException;
import java.util.List;

/** Sends bodies through a transcoder and sees to it that all memory comes back. */
final class V1Bodies {
  private static final int BYTES_MAX = 16 << 20;

  /** What came out. */
  record Result(TracesData data, Transcoder.LeftOut leftOut) {
    List<Span> spans() {
      return data.getResourceSpansList().stream()
          .flatMap(resource -> resource.getScopeSpansList().stream())
          .flatMap(scope -> scope.getSpansList().stream())
          .toList();
    }

    Span only() {
      List<Span> spans = spans();
      if (spans.size() != 1) {
        throw new AssertionError(spans.size() + " spans: " + spans);
      }
      return spans.get(0);
    }
  }

  private V1Bodies() {}

  static Result transcode(Transcoder transcoder, byte[] body)
      throws MalformedException, IOException {
    ChunkPool pool = new ChunkPool(4L * BYTES_MAX, BYTES_MAX);
    Chunk chunk = pool.lease(Math.max(1, body.length));
    System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
    chunk.length(body.length);
    BodyBuffer output = Notes.buffer(pool, BYTES_MAX);
    try {
      Transcoder.LeftOut leftOut = transcoder.transcode(chunk, output);
      byte[] written = Notes.takeChecked(pool, output);
      return new Result(TracesData.parseFrom(written), leftOut);
    } finally {
      output.clear();
      chunk.release();
      assertThat(pool.leasedBytes()).isZero();
    }
  }

  static AnyValue attribute(Span span, String key) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(KeyValue::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + key + " in " + span));
  }
}
