package io.spanweir.receiver.grpc;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Passes answers, which are bytes already, to gRPC. What can drain itself gRPC does not copy by a
 * buffer that it makes for the purpose.
 */
final class AnswerMarshaller implements MethodDescriptor.Marshaller<byte[]> {
  @Override
  public InputStream stream(byte[] answer) {
    return new Answer(answer);
  }

  @Override
  public byte[] parse(InputStream stream) {
    throw new UnsupportedOperationException("answers are only sent");
  }

  private static final class Answer extends ByteArrayInputStream implements Drainable, KnownLength {
    Answer(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int drainTo(OutputStream target) throws IOException {
      int length = count - pos;
      target.write(buf, pos, length);
      pos = count;
      return length;
    }
  }
}
