package io.spanweir.receiver.otlp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP connection: its requests one after the other, each from its head to its answer. On its
 * event loop, except that {@link #answer} may come from anywhere and is passed on to the loop.
 *
 * <p>While an answer is open, what a sender has sent ahead waits and nothing more is read, so
 * answers keep the order of requests. An error is answered at once, before the rest of the body; a
 * short rest is read and thrown away so that the connection stays usable, a long one ends it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends in onInactive
final class HttpConnection implements Answerer, DoorLoop.Watched, Inflation.Owner {
  /** How much of a body that is not wanted is read, so that the connection can be kept. */
  private static final long SKIP_BYTES_MAX = 1 << 20;

  /** How many pieces may be sent ahead while an answer is open. */
  private static final int WAITING_MAX = 256;

  /**
   * How long a sender has to notice that nobody reads on, and how much it may send on, before it is
   * cut off.
   */
  private static final long LINGER_NANOS = 2_000_000_000L;

  private static final long LINGER_BYTES_MAX = 4 << 20;

  private enum Phase {
    /** Between two requests. */
    IDLE,
    /** A request line or headers have begun. */
    HEAD,
    BODY,
    /** The request is whole, the answer is not there yet. */
    ANSWER,
    /** Answered; the rest of the body is read and thrown away. */
    SKIP,
    /** The last answer is out; whatever comes is thrown away. */
    LINGER
  }

  private final HttpExport export;
  private final DoorLoop loop;
  private final ChannelHandlerContext context;
  private final HttpBody body;
  private final DoorLoop.Watch watch;
  private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>();
  private HttpHead head = HttpHead.broken(Outcome.MALFORMED, "");
  private Phase phase = Phase.IDLE;
  private long phaseNanos;
  private long lastBytesNanos;
  private long unwritableNanos;
  private long skippedBytes;
  private long bodyBytes;
  private boolean reading;
  private boolean takingWaiting;
  private boolean stopping;
  private boolean gone;

  HttpConnection(HttpExport export, DoorLoop loop, ChannelHandlerContext context) {
    this.export = export;
    this.loop = loop;
    this.context = context;
    this.body = new HttpBody(export.chunks(), export.bodyBytesMax());
    this.watch = loop.watch(this);
    enter(Phase.IDLE);
  }

  /** So many bytes came, of whatever. Called before they are decoded. */
  void onBytes(int count) {
    reading = true;
    lastBytesNanos = loop.nanoTime();
    if (phase == Phase.IDLE) {
      enter(Phase.HEAD);
    } else if (phase == Phase.LINGER) {
      skippedBytes += count;
      closeIf(skippedBytes > LINGER_BYTES_MAX);
    }
  }

  /** A decoded piece of a request; its reference is taken over. */
  void onPiece(HttpObject piece) {
    if (phase != Phase.ANSWER && waiting.isEmpty()) {
      take(piece);
    } else if (waiting.size() < WAITING_MAX) {
      waiting.addLast(piece);
      adjustReading();
    } else {
      ReferenceCountUtil.release(piece);
      stopping = true;
    }
  }

  /** All that was read is decoded. */
  void onReadComplete() {
    reading = false;
    context.flush();
  }

  void onWritabilityChanged() {
    unwritableNanos = context.channel().isWritable() ? 0 : loop.nanoTime();
    takeWaiting();
  }

  void onInactive() {
    if (!gone) {
      gone = true;
      if (phase == Phase.BODY) {
        export.metrics().request(Outcome.CANCELLED, body.length(), null);
      }
      dropAll();
      watch.leave();
    }
  }

  /** Answers what is in flight, then closes. */
  void shutDown() {
    stopping = true;
    if (phase == Phase.IDLE || phase == Phase.HEAD) {
      context.close();
    }
  }

  /** Closes, whatever is in flight. */
  void close() {
    context.close();
  }

  @Override
  public void onTick(long nowNanos) {
    HttpConfig config = export.config();
    long inPhase = nowNanos - phaseNanos;
    if (unwritableNanos != 0 && nowNanos - unwritableNanos > config.writeTimeout().toNanos()) {
      context.close();
      return;
    }
    switch (phase) {
      case IDLE -> closeIf(inPhase > config.connections().idleTimeout().toNanos());
      case HEAD -> timeoutIf(inPhase > config.readHeaderTimeout().toNanos());
      case BODY, SKIP ->
          timeoutIf(
              inPhase > config.readTimeout().toNanos()
                  || nowNanos - lastBytesNanos > config.bodyIdleTimeout().toNanos());
      case LINGER -> closeIf(inPhase > LINGER_NANOS);
      case ANSWER -> {
        // The sender has done its part.
      }
    }
  }

  private void closeIf(boolean due) {
    if (due) {
      context.close();
    }
  }

  private void timeoutIf(boolean due) {
    if (due && phase == Phase.SKIP) {
      context.close();
    } else if (due) {
      stopping = true;
      respond(Outcome.TIMEOUT, 0, "the request did not come whole in time", 0);
    }
  }

  private void take(HttpObject piece) {
    try {
      if (phase == Phase.LINGER || gone) {
        return;
      }
      if (piece.decoderResult().isFailure()) {
        onBroken(piece.decoderResult().cause());
        return;
      }
      if (piece instanceof HttpRequest request) {
        onHead(export.head(request));
      }
      if (piece instanceof HttpContent content) {
        onContent(content.content());
        if (piece instanceof LastHttpContent) {
          onEnd();
        }
      }
    } finally {
      ReferenceCountUtil.release(piece);
    }
  }

  private void onBroken(Throwable cause) {
    Outcome outcome = Outcome.MALFORMED;
    if (cause instanceof TooLongHttpHeaderException) {
      outcome = Outcome.HEADERS_TOO_LONG;
    } else if (cause instanceof TooLongHttpLineException) {
      outcome = Outcome.LINE_TOO_LONG;
    }
    stopping = true;
    respond(outcome, 0, "the request is no HTTP: " + cause.getMessage(), 0);
  }

  private void onHead(HttpHead request) {
    head = request;
    bodyBytes = 0;
    enter(Phase.BODY);
    if (request.outcome() != Outcome.ACCEPTED) {
      respond(request.outcome(), 0, request.problem(), 0);
    } else {
      body.begin(request);
      if (request.expectsContinue()) {
        write(HttpAnswer.CONTINUE.duplicate());
      }
    }
  }

  private void onContent(ByteBuf bytes) {
    if (phase == Phase.BODY) {
      goesOn(body.add(bytes));
    } else if (phase == Phase.SKIP) {
      skippedBytes += bytes.readableBytes();
      if (skippedBytes > SKIP_BYTES_MAX) {
        end(false);
      }
    }
  }

  private void onEnd() {
    if (phase == Phase.SKIP) {
      enter(Phase.IDLE);
      closeIf(stopping);
    } else if (phase == Phase.BODY) {
      enter(Phase.ANSWER);
      if (goesOn(body.end())) {
        bodyBytes = body.length();
        handOver(body.take());
      }
    }
  }

  private void handOver(Chunk whole) {
    if (head.coding() == Coding.IDENTITY) {
      export.handOver(whole, head, loop, this);
    } else {
      BodyBuffer plain = new BodyBuffer(export.chunks(), export.bodyBytesMax());
      loop.inflations().add(new Inflation(head.coding(), whole, plain, this));
    }
  }

  @Override
  public boolean gone() {
    return gone;
  }

  @Override
  public void onInflated(RequestBody plain) {
    Chunk whole = plain.chunk();
    if (whole != null) {
      bodyBytes = whole.length();
      export.handOver(whole, head, loop, this);
    } else {
      export.answerFailed(plain, head.signal(), this);
    }
  }

  /** Whether a step on the body went well; its sender is told if not. */
  private boolean goesOn(Outcome step) {
    if (step == Outcome.ACCEPTED) {
      return true;
    }
    long retryAfter = step.retryable() ? export.intake(head.signal()).retryAfterNanos() : 0;
    respond(step, 0, body.problem(), retryAfter);
    return false;
  }

  @Override
  public void answer(
      Outcome outcome, int rejectedSpans, @Nullable String text, long retryAfterNanos) {
    if (loop.executor().inEventLoop()) {
      respond(outcome, rejectedSpans, text, retryAfterNanos);
    } else {
      loop.executor().execute(() -> respond(outcome, rejectedSpans, text, retryAfterNanos));
    }
  }

  private void respond(
      Outcome outcome, int rejectedSpans, @Nullable String text, long retryAfterNanos) {
    export.metrics().request(outcome, Math.max(bodyBytes, body.length()), text);
    body.clear();
    if (gone) {
      return;
    }
    boolean whole = phase == Phase.ANSWER;
    boolean keep =
        head.keepAlive()
            && !stopping
            && export.keepsAlive()
            && (whole || (!head.expectsContinue() && head.declaredBytes() <= SKIP_BYTES_MAX));
    write(export.bytes(head, outcome, keep, rejectedSpans, text, retryAfterNanos));
    if (!keep) {
      end(whole && waiting.isEmpty());
      return;
    }
    skippedBytes = 0;
    enter(whole ? Phase.IDLE : Phase.SKIP);
    takeWaiting();
  }

  /**
   * Ends the connection once what was written is out.
   *
   * @param allRead false if the sender may still be sending: closing with bytes unread would make
   *     TCP take the answer back, so for a while they are read and thrown away
   */
  private void end(boolean allRead) {
    enter(Phase.LINGER);
    skippedBytes = 0;
    dropAll();
    adjustReading();
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (!allRead && context.channel() instanceof DuplexChannel channel) {
                channel.shutdownOutput();
              } else {
                context.close();
              }
            });
  }

  private void takeWaiting() {
    if (takingWaiting) {
      return;
    }
    takingWaiting = true;
    while (phase != Phase.ANSWER && context.channel().isWritable()) {
      HttpObject piece = waiting.pollFirst();
      if (piece == null) {
        break;
      }
      if (phase == Phase.IDLE) {
        enter(Phase.HEAD);
      }
      take(piece);
    }
    takingWaiting = false;
    adjustReading();
  }

  /** Reads only while what is read can be worked on, and its answers are read at the other end. */
  private void adjustReading() {
    ChannelConfig config = context.channel().config();
    boolean read = waiting.isEmpty() && context.channel().isWritable();
    if (config.isAutoRead() != read) {
      config.setAutoRead(read);
    }
  }

  private void write(ByteBuf bytes) {
    if (reading) {
      context.write(bytes, context.voidPromise());
    } else {
      context.writeAndFlush(bytes, context.voidPromise());
    }
  }

  private void dropAll() {
    body.clear();
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  private void enter(Phase next) {
    phase = next;
    phaseNanos = loop.nanoTime();
  }
}
