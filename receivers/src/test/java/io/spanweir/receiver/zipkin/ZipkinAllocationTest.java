package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.Transcoder.LeftOut;
import io.spanweir.testkit.Rng;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zipkin2.Span;
import zipkin2.codec.SpanBytesEncoder;

/** Spans of whichever encoding leave no garbage; a body leaves a few small objects. */
class ZipkinAllocationTest {
  private static final int ROUNDS = 50;
  private static final int SPANS = 100;
  private static final long BYTES_FOR_A_BODY = 1_000;

  private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ChunkPool pool = new ChunkPool(64 << 20, 64 << 20);
  private final ZipkinTranscoder transcoder = new ZipkinTranscoder();
  private final BodyBuffer output = new BodyBuffer(pool, 16 << 20);

  @ParameterizedTest
  @EnumSource(names = {"JSON_V1", "JSON_V2", "THRIFT", "PROTO3"})
  void spansLeaveNoGarbage(SpanBytesEncoder encoder) throws Exception {
    // What has no lower case by itself goes by way of a String: two capitals in all of Unicode.
    List<Span> spans =
        new RandomSpans(new Rng(5))
            .next(SPANS).stream()
                .filter(span -> !span.toString().contains("\u03c2"))
                .filter(span -> !span.toString().contains("\u0307"))
                .toList();
    Chunk chunk = Zipkins.chunk(pool, encoder.encodeList(spans));
    for (int i = 0; i < ROUNDS; i++) {
      round(chunk);
    }
    long self = Thread.currentThread().getId();
    long before = thread.getThreadAllocatedBytes(self);
    for (int i = 0; i < ROUNDS; i++) {
      round(chunk);
    }
    long allocated = thread.getThreadAllocatedBytes(self) - before;
    assertThat(allocated / ROUNDS).isLessThan(BYTES_FOR_A_BODY);
    chunk.release();
  }

  private void round(Chunk chunk) throws IOException, MalformedException {
    assertThatNothingIsLeftOut(transcoder.transcode(chunk, output));
    output.clear();
  }

  private static void assertThatNothingIsLeftOut(LeftOut leftOut) {
    if (leftOut.spans() != 0) {
      throw new AssertionError(leftOut.reason());
    }
  }
}
