package io.spanweir.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spanweir.core.data.SpanBatch;
import java.util.Arrays;

/**
 * Bytes that somebody chose. A plain run replays the corpus beside this class in the test
 * resources; {@code JAZZER_FUZZ=1 mvn test -pl collector-core -Dtest=OtlpFuzzTest#indexer} explores
 * one target for a minute.
 */
class OtlpFuzzTest {
  private final Bytes bytes = new Bytes();

  /** Takes and refuses what protobuf-java does, and reads the same. */
  @FuzzTest(maxDuration = "1m")
  void indexer(byte[] body) throws Exception {
    new BesideProtobuf(bytes).assertAgree(body);
    assertThat(bytes.chunks.leasedBytes()).isZero();
  }

  /** Never throws, always ends, never looks outside of its range. */
  @FuzzTest(maxDuration = "1m")
  void attributeCursor(byte[] body) {
    byte[] inside = new byte[body.length + 20];
    Arrays.fill(inside, (byte) 0x4a);
    System.arraycopy(body, 0, inside, 10, body.length);
    CursorDrain.drain(inside, 10, 10 + body.length);
  }

  /** What was framed once is framed the same for ever. */
  @FuzzTest(maxDuration = "1m")
  void framer(byte[] body) throws Exception {
    SpanBatch batch;
    try {
      batch = bytes.index(body);
    } catch (MalformedException e) {
      return;
    }
    byte[] framed = bytes.frame(batch);
    SpanBatch again = bytes.index(framed);
    assertThat(again.size()).isEqualTo(batch.size());
    assertThat(bytes.indexer.rejectedSpans()).isZero();
    assertThat(again.spanBytes()).isEqualTo(batch.spanBytes());
    assertThat(bytes.frame(again)).isEqualTo(framed);
    again.release();
    batch.release();
  }
}
