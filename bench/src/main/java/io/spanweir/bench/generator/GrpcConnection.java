package io.spanweir.bench.generator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC client connection that sends pre-framed requests, one after the other, and reads the
 * answers as they come.
 *
 * <p>Bodies are contiguous images: {@link FramedSend} lets as many of their frames go as the peer's
 * windows allow. Frames of our own (acknowledgements) go out between two frames of a body.
 */
final class GrpcConnection extends Connection {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int REFUSED_STREAM = 7;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int CANCEL = 8;
  private static final int MESSAGE_PREFIX_BYTES = 5;
  private static final int WINDOW_GROWTH = Integer.MAX_VALUE - 65_535;

  private final int inFlight;
  private final Map<Integer, Request> open = new HashMap<>();
  private final Http2Frames frames = new Http2Frames();
  private final FramedSend sending = new FramedSend();
  private final GrpcTrailers trailers = new GrpcTrailers();
  private ByteBuffer control = ByteBuffer.allocate(512);
  private @Nullable Request current;
  private int nextStream = 1;
  private int streamsMax = Integer.MAX_VALUE;
  private boolean ready;
  private boolean leaving;

  GrpcConnection(SocketChannel channel, SelectionKey key, Exchange exchange, int inFlight) {
    super(channel, key, exchange);
    this.inFlight = inFlight;
    control.put(PREFACE);
    Http2Frames.header(control, 12, Http2Frames.SETTINGS, 0, 0)
        .putShort((short) Http2Frames.SETTING_ENABLE_PUSH)
        .putInt(0)
        .putShort((short) Http2Frames.SETTING_HEADER_TABLE_SIZE)
        .putInt(4096);
    Http2Frames.header(control, 4, Http2Frames.WINDOW_UPDATE, 0, 0).putInt(WINDOW_GROWTH);
  }

  @Override
  boolean free() {
    return ready
        && !leaving
        && current == null
        && open.size() < inFlight
        && open.size() < streamsMax;
  }

  @Override
  int open() {
    return open.size();
  }

  @Override
  void begin(Request request) throws IOException {
    request.stream = nextStream;
    nextStream += 2;
    open.put(request.stream, request);
    current = request;
    sending.begin(request.image, request.stream);
    flush();
  }

  @Override
  void flush() throws IOException {
    if (!connected()) {
      return;
    }
    while (true) {
      boolean waiting = control.position() > 0;
      if (waiting && sending.betweenFrames()) {
        if (!writeControl()) {
          wantWrite(true);
          return;
        }
        waiting = false;
      }
      Request request = current;
      if (request == null) {
        break;
      }
      if (sending.done()) {
        current = null;
        exchange().sent(request.image);
        continue;
      }
      ByteBuffer bytes = sending.allowed(waiting);
      if (!bytes.hasRemaining()) {
        break;
      }
      if (!write(bytes)) {
        wantWrite(true);
        return;
      }
    }
    wantWrite(false);
  }

  private boolean writeControl() throws IOException {
    control.flip();
    boolean all = write(control);
    control.compact();
    return all;
  }

  @Override
  void receive() throws IOException {
    frames.receive(this, this::onFrame);
    flush();
  }

  @Override
  void abandon() {
    if (current != null) {
      exchange().sent(current.image);
      current = null;
    }
    for (Request request : List.copyOf(open.values())) {
      finish(request, Outcome.FAILED);
    }
  }

  private void onFrame(int type, int flags, int stream, ByteBuffer payload) throws IOException {
    switch (type) {
      case Http2Frames.DATA -> onData(flags, stream, payload);
      case Http2Frames.HEADERS -> onHeaders(trailers.begin(flags, stream, payload));
      case Http2Frames.CONTINUATION -> onHeaders(trailers.add(flags, payload));
      case Http2Frames.RST_STREAM -> onReset(stream, payload.getInt());
      case Http2Frames.SETTINGS -> onSettings(flags, payload);
      case Http2Frames.PING -> onPing(flags, payload);
      case Http2Frames.GOAWAY -> onGoAway(payload.getInt() & Integer.MAX_VALUE);
      case Http2Frames.WINDOW_UPDATE -> sending.widen(stream, payload.getInt());
      default -> {
        // Frames of unknown types are to be ignored.
      }
    }
  }

  private void onData(int flags, int stream, ByteBuffer payload) {
    Request request = open.get(stream);
    if (request != null) {
      int padding = (flags & Http2Frames.FLAG_PADDED) == 0 ? 0 : payload.get() & 0xff;
      byte[] bytes = new byte[payload.remaining() - padding];
      payload.get(bytes);
      request.answer.writeBytes(bytes);
      if ((flags & Http2Frames.FLAG_END_STREAM) != 0) {
        finish(request, Outcome.FAILED);
      }
    }
  }

  private void onHeaders(@Nullable Outcome outcome) {
    Request request = open.get(trailers.stream());
    if (request != null && outcome != null && trailers.last()) {
      finish(request, outcome);
    }
  }

  private void onReset(int stream, int code) {
    Request request = open.get(stream);
    if (request != null) {
      boolean refused = code == REFUSED_STREAM || code == ENHANCE_YOUR_CALM;
      finish(request, refused ? Outcome.REFUSED : Outcome.FAILED);
    }
  }

  private void onSettings(int flags, ByteBuffer payload) {
    if ((flags & Http2Frames.FLAG_ACK) != 0) {
      return;
    }
    while (payload.remaining() >= 6) {
      int name = payload.getShort();
      int value = payload.getInt();
      if (name == Http2Frames.SETTING_INITIAL_WINDOW) {
        sending.initialWindow(value);
      } else if (name == Http2Frames.SETTING_MAX_STREAMS) {
        streamsMax = value < 0 ? Integer.MAX_VALUE : value;
      }
    }
    Http2Frames.header(reserve(9), 0, Http2Frames.SETTINGS, Http2Frames.FLAG_ACK, 0);
    ready = true;
  }

  private void onPing(int flags, ByteBuffer payload) {
    if ((flags & Http2Frames.FLAG_ACK) == 0) {
      Http2Frames.header(reserve(17), 8, Http2Frames.PING, Http2Frames.FLAG_ACK, 0).put(payload);
    }
  }

  private void onGoAway(int lastStream) {
    leaving = true;
    for (Request request : List.copyOf(open.values())) {
      if (request.stream > lastStream) {
        finish(request, Outcome.REFUSED);
      }
    }
  }

  @Override
  boolean finished() {
    return leaving && open.isEmpty() && current == null;
  }

  private void finish(Request request, Outcome outcome) {
    open.remove(request.stream);
    if (request == current && !sending.done()) {
      sending.cut();
      Http2Frames.header(reserve(13), 4, Http2Frames.RST_STREAM, 0, request.stream).putInt(CANCEL);
    }
    byte[] answer = request.answer.toByteArray();
    boolean partial = outcome == Outcome.ACCEPTED && answer.length > MESSAGE_PREFIX_BYTES;
    long rejected = partial ? PartialSuccess.rejectedSpans(answer, MESSAGE_PREFIX_BYTES) : 0;
    exchange().answered(request, outcome, rejected);
  }

  private ByteBuffer reserve(int bytes) {
    if (control.remaining() < bytes) {
      control = ByteBuffer.allocate(control.capacity() * 2 + bytes).put(control.flip());
    }
    return control;
  }
}
