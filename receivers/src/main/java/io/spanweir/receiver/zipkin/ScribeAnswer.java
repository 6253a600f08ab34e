package io.spanweir.receiver.zipkin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.spanweir.receiver.thrift.ThriftReader;
import java.nio.charset.StandardCharsets;

/** What a call of Scribe is answered: framed, and in the form that it had itself. Static. */
final class ScribeAnswer {
  /** Values of Scribe's {@code ResultCode}. */
  static final int OK = 0;

  static final int TRY_LATER = 1;

  /** Values of {@code TApplicationException}'s type. */
  static final int UNKNOWN_METHOD = 1;

  static final int INTERNAL_ERROR = 6;
  static final int PROTOCOL_ERROR = 7;

  private static final int EXCEPTION_MESSAGE = 1;
  private static final int EXCEPTION_TYPE = 2;
  private static final int FIXED_BYTES = 64;

  private ScribeAnswer() {}

  /** The result of {@code Log}. */
  static ByteBuf result(ByteBufAllocator allocator, Head call, int code) {
    ByteBuf out = open(allocator, call, ScribeMessage.REPLY, 0);
    out.writeByte(ThriftReader.I32).writeShort(0).writeInt(code);
    return close(out);
  }

  /** An exception, after which the connection is as good as before. */
  static ByteBuf exception(ByteBufAllocator allocator, Head call, int type, String text) {
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    ByteBuf out = open(allocator, call, ScribeMessage.EXCEPTION, message.length);
    out.writeByte(ThriftReader.STRING).writeShort(EXCEPTION_MESSAGE);
    out.writeInt(message.length).writeBytes(message);
    out.writeByte(ThriftReader.I32).writeShort(EXCEPTION_TYPE).writeInt(type);
    return close(out);
  }

  /**
   * Of a call, what its answer repeats.
   *
   * @param strict whether it says which version it is
   */
  record Head(boolean strict, String name, int sequence) {
    /** Of one that was not read: clients take an exception for whichever they wait for. */
    static final Head UNREAD = new Head(true, "Log", 0);

    static Head of(ScribeMessage message) {
      return new Head(message.strict(), message.name(), message.sequence());
    }
  }

  private static ByteBuf open(ByteBufAllocator allocator, Head call, int type, int more) {
    ByteBuf out = allocator.buffer(FIXED_BYTES + call.name.length() + more);
    out.writeInt(0);
    if (call.strict) {
      out.writeInt(ScribeMessage.VERSION_1 | type);
    }
    out.writeInt(call.name.length());
    out.writeCharSequence(call.name, StandardCharsets.ISO_8859_1);
    if (!call.strict) {
      out.writeByte(type);
    }
    return out.writeInt(call.sequence);
  }

  private static ByteBuf close(ByteBuf out) {
    out.writeByte(ThriftReader.STOP);
    return out.setInt(0, out.readableBytes() - Integer.BYTES);
  }
}
