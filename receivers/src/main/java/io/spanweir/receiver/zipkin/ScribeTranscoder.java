package io.spanweir.receiver.zipkin;

import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder;

/** Calls of {@code Log}, head and arguments, to OTLP. Overwrites the frame. One for each thread. */
final class ScribeTranscoder implements Transcoder {
  private final ScribeMessage message = new ScribeMessage();
  private final ScribeLog log;

  /**
   * @param parseTags whether texts of tags that look like numbers, true or false become those
   */
  ScribeTranscoder(boolean parseTags) {
    log = new ScribeLog(parseTags);
  }

  /**
   * @throws MalformedException also when there are spans in it and none of them is any good
   */
  @Override
  public LeftOut transcode(Chunk frame, BodyBuffer output)
      throws MalformedException, ProtoOutput.NoRoomException {
    message.read(frame.bytes(), frame.length());
    LeftOut leftOut = log.transcode(frame, message.argumentsFrom(), output);
    if (output.length() == 0 && leftOut.spans() > 0) {
      throw new MalformedException(String.valueOf(leftOut.reason()), 0);
    }
    return leftOut;
  }
}
