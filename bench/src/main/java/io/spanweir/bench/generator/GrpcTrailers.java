package io.spanweir.bench.generator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the header blocks of one connection, all of them, since each may change the next one's
 * table.
 */
final class GrpcTrailers {
  private static final int RESOURCE_EXHAUSTED = 8;
  private static final int UNAVAILABLE = 14;

  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private int stream;
  private boolean last;

  /** Returns the stream that the block belongs to. */
  int stream() {
    return stream;
  }

  /** Whether the block ends its stream. */
  boolean last() {
    return last;
  }

  /** Begins a block with the payload of a HEADERS frame; returns as {@link #add} does. */
  @Nullable Outcome begin(int flags, int ofStream, ByteBuffer payload) throws IOException {
    int padding = (flags & Http2Frames.FLAG_PADDED) == 0 ? 0 : payload.get() & 0xff;
    if ((flags & Http2Frames.FLAG_PRIORITY) != 0) {
      payload.position(payload.position() + 5);
    }
    payload.limit(payload.limit() - padding);
    block.reset();
    stream = ofStream;
    last = (flags & Http2Frames.FLAG_END_STREAM) != 0;
    return add(flags, payload);
  }

  /** Adds to the block and returns what its status means once it is whole, null before. */
  @Nullable Outcome add(int flags, ByteBuffer payload) throws IOException {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    block.writeBytes(bytes);
    if ((flags & Http2Frames.FLAG_END_HEADERS) == 0) {
      return null;
    }
    ByteBuf whole = Unpooled.wrappedBuffer(block.toByteArray());
    try {
      Http2Headers headers = decoder.decodeHeaders(stream, whole);
      return outcome(headers.get("grpc-status"));
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  private static Outcome outcome(@Nullable CharSequence status) {
    int code = status == null ? -1 : Integer.parseInt(status.toString());
    return switch (code) {
      case 0 -> Outcome.ACCEPTED;
      case RESOURCE_EXHAUSTED, UNAVAILABLE -> Outcome.REFUSED;
      default -> Outcome.FAILED;
    };
  }
}
