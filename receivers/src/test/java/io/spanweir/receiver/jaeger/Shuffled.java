package io.spanweir.receiver.jaeger;

import io.spanweir.testkit.Rng;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Thrift in the binary protocol with the fields of every struct in another order. */
final class Shuffled {
  private static final int STRUCT = 12;
  private static final int LIST = 15;

  private final ByteBuffer in;
  private final Random random;

  private Shuffled(byte[] struct, Rng rng) {
    in = ByteBuffer.wrap(struct);
    random = new Random(rng.nextLong());
  }

  static byte[] struct(byte[] struct, Rng rng) {
    return new Shuffled(struct, rng).struct();
  }

  private byte[] struct() {
    List<byte[]> fields = new ArrayList<>();
    for (byte type = in.get(); type != 0; type = in.get()) {
      ByteBuffer head = ByteBuffer.allocate(3).put(type).putShort(in.getShort());
      fields.add(joined(head.array(), value(type)));
    }
    Collections.shuffle(fields, random);
    fields.add(new byte[1]);
    return joined(fields.toArray(byte[][]::new));
  }

  private byte[] value(int type) {
    if (type == STRUCT) {
      return struct();
    }
    if (type != LIST) {
      int length =
          switch (type) {
            case 2, 3 -> 1;
            case 6 -> 2;
            case 8 -> 4;
            case 4, 10 -> 8;
            default -> 4 + in.getInt(in.position());
          };
      byte[] bytes = new byte[length];
      in.get(bytes);
      return bytes;
    }
    ByteBuffer head = ByteBuffer.allocate(5).put(in.get()).putInt(in.getInt());
    List<byte[]> parts = new ArrayList<>(List.of(head.array()));
    for (int i = 0; i < head.getInt(1); i++) {
      parts.add(value(head.get(0)));
    }
    return joined(parts.toArray(byte[][]::new));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
