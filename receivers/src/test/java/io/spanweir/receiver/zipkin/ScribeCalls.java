package io.spanweir.receiver.zipkin;

import io.spanweir.receiver.thrift.ThriftBytes;
import io.spanweir.receiver.thrift.ThriftReader;

/** Writes calls of Scribe, without the frames around them. */
final class ScribeCalls {
  private ScribeCalls() {}

  static byte[] log(int sequence, String... categoriesAndMessages) {
    return call("Log", sequence).raw(entries(categoriesAndMessages)).bytes();
  }

  static ThriftBytes call(String method, int sequence) {
    return ThriftBytes.start()
        .i32(ScribeMessage.VERSION_1 | ScribeMessage.CALL)
        .text(method)
        .i32(sequence);
  }

  /** The arguments of {@code Log}. */
  static byte[] entries(String... categoriesAndMessages) {
    ThriftBytes out = ThriftBytes.start().field(ThriftReader.LIST, 1).i8(ThriftReader.STRUCT);
    out.i32(categoriesAndMessages.length / 2);
    for (int i = 0; i < categoriesAndMessages.length; i += 2) {
      out.field(ThriftReader.STRING, 1).text(categoriesAndMessages[i]);
      out.field(ThriftReader.STRING, 2).text(categoriesAndMessages[i + 1]);
      out.stop();
    }
    return out.stop().bytes();
  }

  static byte[] framed(byte[] call) {
    return ThriftBytes.start().binary(call).bytes();
  }
}
