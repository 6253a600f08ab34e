package io.spanweir.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FramingTest {
  private static final int HEADER_BYTES = 9;

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 512})
  void aFramedImageHoldsTheSameMessageAfterPatching(int batch) {
    Shape shape = new Shape(batch, 1, 1, false, 3);
    WireImage framed =
        new PatchedRequests(shape, new GrpcFraming("a:1", Compression.NONE), Encoding.PROTOBUF, 60)
            .take();
    framed.stream(77);
    WireImage plain = new PatchedRequests(shape, Framing.NONE, Encoding.PROTOBUF, 60).take();

    byte[] message = message(framed);

    int length = ByteBuffer.wrap(message, 1, 4).getInt();
    assertThat(message[0]).isZero();
    assertThat(length).isEqualTo(message.length - 5);
    assertThat(withoutTimes(message, 5)).isEqualTo(withoutTimes(bytes(plain), 0));
  }

  private static byte[] message(WireImage framed) {
    byte[] wire = bytes(framed);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (int i = 0; i < framed.frameCount(); i++) {
      ByteBuffer header = ByteBuffer.wrap(wire, framed.frameStart(i), HEADER_BYTES);
      int length = header.getInt() >>> 8;
      int flags = header.get();
      assertThat(header.getInt()).isEqualTo(77);
      assertThat(length).isLessThanOrEqualTo(16_384);
      assertThat(framed.frameStart(i + 1)).isEqualTo(framed.frameStart(i) + HEADER_BYTES + length);
      assertThat((flags & 1) != 0).isEqualTo(i == framed.frameCount() - 1);
      if (i > 0) {
        message.write(wire, framed.frameStart(i) + HEADER_BYTES, length);
      }
    }
    return message.toByteArray();
  }

  /** Blanks the five low bytes of every start and end, which depend on when the test runs. */
  private static byte[] withoutTimes(byte[] bytes, int from) {
    byte[] copy = Arrays.copyOfRange(bytes, from, bytes.length);
    for (int i = 0; i + 18 <= copy.length; i++) {
      if (copy[i] == 0x39 && copy[i + 9] == 0x41) {
        Arrays.fill(copy, i + 1, i + 9, (byte) 0);
        Arrays.fill(copy, i + 10, i + 18, (byte) 0);
      }
    }
    return copy;
  }

  private static byte[] bytes(WireImage image) {
    ByteBuffer buffer = image.bytes().clear();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
