package io.spanweir.bench.generator;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Cuts what arrives on an HTTP/2 connection into frames and writes the small ones that answer them.
 */
final class Http2Frames {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int FLAG_ACK = 1;
  static final int FLAG_END_STREAM = 1;
  static final int FLAG_END_HEADERS = 4;
  static final int FLAG_PADDED = 8;
  static final int FLAG_PRIORITY = 32;

  static final int SETTING_HEADER_TABLE_SIZE = 1;
  static final int SETTING_ENABLE_PUSH = 2;
  static final int SETTING_MAX_STREAMS = 3;
  static final int SETTING_INITIAL_WINDOW = 4;

  static final int HEADER_BYTES = 9;

  private ByteBuffer input = ByteBuffer.allocate(2048);

  /** Receives whole frames. */
  interface Handler {
    /**
     * Takes a frame.
     *
     * @param payload exactly its payload; valid during the call
     */
    void onFrame(int type, int flags, int stream, ByteBuffer payload) throws IOException;
  }

  /** Reads everything that has arrived and hands on the frames that are whole. */
  void receive(Connection from, Handler handler) throws IOException {
    while (true) {
      int read = from.read(input);
      if (read < 0) {
        throw new IOException("the peer closed the connection");
      }
      if (read == 0) {
        return;
      }
      input.flip();
      dispatch(handler);
      keepRest();
    }
  }

  private void dispatch(Handler handler) throws IOException {
    while (input.remaining() >= HEADER_BYTES) {
      int start = input.position();
      int length = input.getInt(start) >>> 8;
      if (input.remaining() < HEADER_BYTES + length) {
        return;
      }
      int type = input.get(start + 3);
      int flags = input.get(start + 4);
      int stream = input.getInt(start + 5) & Integer.MAX_VALUE;
      ByteBuffer payload = input.slice(start + HEADER_BYTES, length);
      input.position(start + HEADER_BYTES + length);
      handler.onFrame(type, flags, stream, payload);
    }
  }

  private void keepRest() {
    int needed =
        input.remaining() >= HEADER_BYTES
            ? HEADER_BYTES + (input.getInt(input.position()) >>> 8)
            : HEADER_BYTES;
    if (needed <= input.capacity()) {
      input.compact();
      return;
    }
    input = ByteBuffer.allocate(needed + 1024).put(input);
  }

  /** Writes the header of a frame. */
  static ByteBuffer header(ByteBuffer out, int length, int type, int flags, int stream) {
    return out.putInt(length << 8 | type).put((byte) flags).putInt(stream);
  }
}
