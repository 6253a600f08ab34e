package io.spanweir.receiver.zipkin;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder;

/** Any bytes as v1: refused as malformed, or OTLP comes out that can be read to its end. */
class V1FuzzTest {
  private static final int BYTES_MAX = 4 << 20;

  private final V1ThriftTranscoder thrift = new V1ThriftTranscoder();
  private final V1JsonTranscoder json = new V1JsonTranscoder();
  private final ScribeTranscoder scribe = new ScribeTranscoder(false);

  @FuzzTest(maxDuration = "1m")
  void thrift(byte[] body) {
    transcode(thrift, body);
  }

  @FuzzTest(maxDuration = "1m")
  void json(byte[] body) {
    transcode(json, body);
  }

  /** A call of Scribe, without its frame. */
  @FuzzTest(maxDuration = "1m")
  void scribe(byte[] body) {
    transcode(scribe, body);
  }

  private static void transcode(Transcoder transcoder, byte[] body) {
    ChunkPool pool = new ChunkPool(4L * BYTES_MAX, BYTES_MAX);
    Chunk chunk = pool.lease(Math.max(1, body.length));
    System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
    chunk.length(body.length);
    BodyBuffer output = new BodyBuffer(pool, BYTES_MAX);
    boolean good = false;
    try {
      transcoder.transcode(chunk, output);
      good = true;
    } catch (MalformedException | ProtoOutput.NoRoomException e) {
      // That is what it says.
    } finally {
      chunk.release();
    }
    if (good) {
      check(pool, output);
    }
    output.clear();
    if (pool.leasedBytes() != 0) {
      throw new AssertionError("a chunk is not back");
    }
  }

  private static void check(ChunkPool pool, BodyBuffer output) {
    try {
      byte[] written = Notes.takeChecked(pool, output);
      if (TracesData.parseFrom(written).getSerializedSize() > written.length) {
        throw new AssertionError("what comes out has grown");
      }
    } catch (InvalidProtocolBufferException | MalformedException e) {
      throw new AssertionError(e);
    }
  }
}
