package io.spanweir.receiver.otlp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** HTTP/2 frames by hand, so that a test decides about every byte. Headers are sent as they are. */
final class RawHttp2 implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int FRAME_MAX = 16 << 10;

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private final Map<Integer, Http2Headers> trailers = new HashMap<>();
  private final Set<Integer> resets = new HashSet<>();
  private @Nullable Goodbye goodbye;
  private boolean answersPings = true;
  private int pongs;
  private boolean broken;

  /** What the other end says when it goes: a code of HTTP/2, and why. */
  record Goodbye(int code, String why) {}

  RawHttp2(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
    in = new DataInputStream(socket.getInputStream());
  }

  /** Says hello; the window for answers is as it is by default. */
  void handshake() throws IOException {
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  /** Writes a frame; a connection that is closed meanwhile is no error but {@link #isBroken}. */
  void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(9);
    head.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    head.put((byte) type).put((byte) flags).putInt(stream);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.array());
    all.writeBytes(payload);
    try {
      out.write(all.toByteArray());
    } catch (SocketException e) {
      broken = true;
    }
  }

  void exportHeaders(int stream, boolean gzip) throws IOException {
    frame(HEADERS, END_HEADERS, stream, exportHeaderBlock(gzip));
  }

  static byte[] exportHeaderBlock(boolean gzip) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(header(":method", "POST"));
    block.writeBytes(header(":scheme", "http"));
    block.writeBytes(
        header(":path", "/opentelemetry.proto.collector.trace.v1.TraceService/Export"));
    block.writeBytes(header(":authority", "localhost"));
    block.writeBytes(header("te", "trailers"));
    block.writeBytes(header("content-type", "application/grpc"));
    if (gzip) {
      block.writeBytes(header("grpc-encoding", "gzip"));
    }
    return block.toByteArray();
  }

  /** A header as a literal that nobody remembers (RFC 7541 §6.2.2). */
  static byte[] header(String name, String value) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0);
    literal(block, name);
    literal(block, value);
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream to, String text) {
    int length = text.length();
    if (length < 127) {
      to.write(length);
    } else {
      to.write(127);
      int rest = length - 127;
      while (rest >= 128) {
        to.write(rest % 128 + 128);
        rest /= 128;
      }
      to.write(rest);
    }
    to.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** What stands before a gRPC message. */
  static byte[] prefix(boolean compressed, int length) {
    return ByteBuffer.allocate(5).put((byte) (compressed ? 1 : 0)).putInt(length).array();
  }

  void message(int stream, boolean compressed, byte[] body, boolean last) throws IOException {
    frame(DATA, 0, stream, prefix(compressed, body.length));
    data(stream, body, last);
  }

  void data(int stream, byte[] bytes, boolean last) throws IOException {
    for (int at = 0; at < bytes.length; at += FRAME_MAX) {
      int end = Math.min(bytes.length, at + FRAME_MAX);
      int flags = last && end == bytes.length ? END_STREAM : 0;
      frame(DATA, flags, stream, Arrays.copyOfRange(bytes, at, end));
    }
  }

  /** Reads until the stream has ended. @return its {@code grpc-status} */
  int readStatus(int stream) throws Exception {
    while (!trailers.containsKey(stream)) {
      readFrame();
    }
    return Integer.parseInt(trailers.get(stream).get("grpc-status").toString());
  }

  /** Whether an ended stream came with details, such as when to try again. */
  boolean detailsOf(int stream) {
    return trailers.get(stream).contains("grpc-status-details-bin");
  }

  /** Reads until the stream is reset. */
  boolean readReset(int stream) throws Exception {
    while (!resets.contains(stream)) {
      readFrame();
    }
    return true;
  }

  /** Whether writing has failed. */
  boolean isBroken() {
    return broken;
  }

  /** Reads on until the other end says goodbye or is gone. */
  boolean isEnded() throws Exception {
    try {
      while (true) {
        if (readFrame() == GOAWAY) {
          return true;
        }
      }
    } catch (EOFException | SocketException e) {
      return true;
    }
  }

  /** What the other end said last when it went, as far as it was read; null if it has not gone. */
  @Nullable Goodbye goodbye() {
    return goodbye;
  }

  /** Reads until the other end says goodbye. */
  void readGoodbye() throws Exception {
    while (goodbye == null) {
      readFrame();
    }
  }

  /** Reads until the other end closes. */
  void readToEnd() throws Exception {
    try {
      while (true) {
        readFrame();
      }
    } catch (EOFException | SocketException e) {
      // That is the end.
    }
  }

  /** From now on, pings of the other end are read and left at that. */
  void leavePingsUnanswered() {
    answersPings = false;
  }

  /** Sends a ping. @return whether it was answered; else the other end has said goodbye */
  boolean ping() throws Exception {
    int before = pongs;
    frame(PING, 0, 0, new byte[8]);
    while (pongs == before && goodbye == null) {
      readFrame();
    }
    return goodbye == null;
  }

  private int readFrame() throws Exception {
    int lengthHigh = in.readUnsignedByte();
    int length = (lengthHigh << 16) | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = in.readNBytes(length);
    if (type == HEADERS) {
      ByteBuf block = Unpooled.wrappedBuffer(payload);
      Http2Headers headers = decoder.decodeHeaders(stream, block);
      if ((flags & END_STREAM) != 0) {
        trailers.put(stream, headers);
      }
    } else if (type == RST) {
      resets.add(stream);
    } else if (type == GOAWAY) {
      String why = new String(payload, 8, payload.length - 8, StandardCharsets.US_ASCII);
      goodbye = new Goodbye(ByteBuffer.wrap(payload).getInt(4), why);
    } else if (type == PING && (flags & ACK) != 0) {
      pongs++;
    } else if (type == PING && answersPings) {
      frame(PING, ACK, 0, payload);
    }
    return type;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
