package io.spanweir.receiver.zipkin;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.ProtoOutput;
import java.io.IOException;

/**
 * Any bytes as spans of Zipkin's: refused as malformed, or OTLP comes out that protobuf-java can
 * read, with ids and texts as it wants them.
 */
class ZipkinFuzzTest {
  private static final ZipkinTranscoder TRANSCODER = new ZipkinTranscoder();

  @FuzzTest(maxDuration = "1m")
  void anyBytes(byte[] body) throws IOException {
    try {
      Zipkins.Result result = Zipkins.transcode(TRANSCODER, body);
      if (result.leftOut().spans() < 0) {
        throw new AssertionError("fewer than none left out");
      }
      BackToZipkin.of(result.data());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("what comes out can't be read", e);
    } catch (MalformedException | ProtoOutput.NoRoomException e) {
      // That is what it says.
    }
  }
}
