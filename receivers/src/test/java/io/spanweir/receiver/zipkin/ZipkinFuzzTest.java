package io.spanweir.receiver.zipkin;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.ProtoOutput;
import java.io.IOException;
import zipkin2.codec.SpanBytesDecoder;

/**
 * Any bytes as spans of Zipkin's: refused as malformed, or OTLP comes out that protobuf-java can
 * read, with ids and texts as it wants them.
 */
class ZipkinFuzzTest {
  private static final ZipkinTranscoder TRANSCODER = new ZipkinTranscoder();

  private final V2JsonTranscoder v2 = new V2JsonTranscoder();

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

  /**
   * Any list in JSON v2 that Zipkin's library takes: as many spans, whether they are good or not.
   */
  @FuzzTest(maxDuration = "1m")
  void anyListThatZipkinTakes(byte[] body) throws IOException {
    int spans;
    try {
      spans = SpanBytesDecoder.JSON_V2.decodeList(body).size();
    } catch (RuntimeException e) {
      return;
    }
    try {
      Zipkins.Result result = Zipkins.transcode(v2, body);
      int taken = BackToZipkin.of(result.data()).size();
      // What stands behind the list, which Zipkin ignores, counts as one that is left out.
      int more = taken + result.leftOut().spans() - spans;
      if (more < 0 || more > 1) {
        throw new AssertionError(spans + " spans to Zipkin, " + taken + " and " + result.leftOut());
      }
    } catch (MalformedException e) {
      throw new AssertionError("Zipkin takes it", e);
    } catch (ProtoOutput.NoRoomException e) {
      // It is too long when it is written.
    }
  }
}
