package io.spanweir.receiver.otlp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.Signal;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.ProtoOutput;
import java.io.IOException;
import java.util.Arrays;

/** Any bytes as JSON: refused as malformed, or protobuf comes out that protobuf-java can read. */
class JsonFuzzTest {
  /** Protobuf-java's way to read what came out. */
  private interface Reader {
    Message parse(byte[] written) throws InvalidProtocolBufferException;
  }

  @FuzzTest(maxDuration = "1m")
  void anyBytes(byte[] json) throws IOException {
    transcode(json, Signal.TRACES, ExportTraceServiceRequest::parseFrom);
  }

  @FuzzTest(maxDuration = "1m")
  void metrics(byte[] json) throws IOException {
    transcode(json, Signal.METRICS, ExportMetricsServiceRequest::parseFrom);
  }

  @FuzzTest(maxDuration = "1m")
  void logs(byte[] json) throws IOException {
    transcode(json, Signal.LOGS, ExportLogsServiceRequest::parseFrom);
  }

  private static void transcode(byte[] json, Signal signal, Reader reader) throws IOException {
    ChunkPool pool = new ChunkPool(16 << 20, 16 << 20);
    Chunk chunk = pool.lease(json.length);
    System.arraycopy(json, 0, chunk.bytes(), 0, json.length);
    chunk.length(json.length);
    BodyBuffer output = new BodyBuffer(pool, 1 << 20);
    try {
      new JsonTranscoder(signal).transcode(chunk, output);
      if (output.length() > 0) {
        byte[] written = Arrays.copyOf(output.bytes(), output.length());
        // A list of one number is a byte shorter by itself than packed, as protobuf-java writes it.
        if (reader.parse(written).getSerializedSize() > 2 * written.length) {
          throw new AssertionError("what comes out has grown");
        }
      }
    } catch (MalformedException | ProtoOutput.NoRoomException e) {
      // That is what it says.
    } finally {
      output.clear();
      chunk.release();
    }
    if (pool.leasedBytes() != 0) {
      throw new AssertionError("a chunk is not back");
    }
  }
}
