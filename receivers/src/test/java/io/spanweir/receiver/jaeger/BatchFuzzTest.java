package io.spanweir.receiver.jaeger;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.jaeger.ThriftTranscoder.Form;
import io.spanweir.receiver.transcode.Transcoder;

/**
 * Any bytes as a batch: refused as malformed, or protobuf comes out that protobuf-java can read.
 */
class BatchFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void binaryStruct(byte[] body) {
    transcode(Form.BINARY_STRUCT, body);
  }

  @FuzzTest(maxDuration = "1m")
  void binaryMessage(byte[] body) {
    transcode(Form.BINARY_MESSAGE, body);
  }

  @FuzzTest(maxDuration = "1m")
  void compactMessage(byte[] body) {
    transcode(Form.COMPACT_MESSAGE, body);
  }

  @FuzzTest(maxDuration = "1m")
  void postSpansRequest(byte[] body) {
    transcode(new ProtoTranscoder(), body);
  }

  private static void transcode(Form form, byte[] body) {
    transcode(new ThriftTranscoder(form, report -> {}), body);
  }

  private static void transcode(Transcoder transcoder, byte[] body) {
    try {
      Transcoded.check(transcoder, body);
    } catch (MalformedException e) {
      // That is what it says.
    }
  }
}
