package io.spanweir.receiver.jaeger;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.jaeger.ThriftTranscoder.Form;

/**
 * Any bytes as a batch: refused as malformed, or protobuf comes out that protobuf-java can read.
 */
class ThriftFuzzTest {
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

  private static void transcode(Form form, byte[] body) {
    try {
      Transcoded.check(new ThriftTranscoder(form), body);
    } catch (MalformedException e) {
      // That is what it says.
    }
  }
}
