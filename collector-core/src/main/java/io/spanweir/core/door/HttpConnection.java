package io.spanweir.core.door;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ClientInfo;
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
final class HttpConnection implements HttpAnswerer, DoorLoop.Watched, Inflation.Owner {
  /** How much of a body that is not wanted is read, so that the connection can be kept. */
  private static final long SKIP_BYTES_MAX = 1 << 20;

  /** How much a sender that has not noticed yet that nobody reads on may send on. */
  private static final long LINGER_BYTES_MAX = 4 << 20;

  private final HttpListener listener;
  private final DoorLoop loop;
  private final ChannelHandlerContext context;
  private final HttpBody body;
  private final DoorLoop.Watch watch;
  private final HttpBacklog waiting = new HttpBacklog();
  private HttpHead head;
  private HttpListener.@Nullable Tenant serving;
  private HttpPhase phase = HttpPhase.IDLE;
  private long phaseNanos;
  private long lastBytesNanos;
  private long unwritableNanos;
  private long skippedBytes;
  private long bodyBytes;
  private boolean reading;
  private boolean takingWaiting;
  private boolean stopping;
  private boolean gone;

  HttpConnection(HttpListener listener, DoorLoop loop, ChannelHandlerContext context) {
    this.listener = listener;
    this.loop = loop;
    this.context = context;
    this.head = HttpHead.broken(listener);
    this.body = new HttpBody(listener.chunks());
    this.watch = loop.watch(this);
    enter(HttpPhase.IDLE);
  }

  /** So many bytes came, of whatever. Called before they are decoded. */
  void onBytes(int count) {
    reading = true;
    lastBytesNanos = loop.nanoTime();
    if (phase == HttpPhase.IDLE) {
      enter(HttpPhase.HEAD);
    } else if (phase == HttpPhase.LINGER) {
      skippedBytes += count;
      if (skippedBytes > LINGER_BYTES_MAX) {
        context.close();
      }
    }
  }

  /** A decoded piece of a request; its reference is taken over. */
  void onPiece(HttpObject piece) {
    if (phase != HttpPhase.ANSWER && waiting.isEmpty()) {
      take(piece);
    } else if (waiting.add(piece)) {
      adjustReading();
    } else {
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
      if (phase == HttpPhase.BODY) {
        head.metrics().request(Outcome.CANCELLED, body.length(), null);
      }
      served();
      body.clear();
      waiting.clear();
      watch.leave();
    }
  }

  /** Answers what is in flight, then closes. */
  void shutDown() {
    stopping = true;
    if (phase == HttpPhase.IDLE || phase == HttpPhase.HEAD) {
      context.close();
    }
  }

  /** Closes, whatever is in flight. */
  void close() {
    context.close();
  }

  @Override
  public void onTick(long nowNanos) {
    HttpServerSettings server = listener.server();
    if (unwritableNanos != 0 && nowNanos - unwritableNanos > server.writeTimeout().toNanos()) {
      context.close();
    } else if (phase.isOver(server, nowNanos - phaseNanos, nowNanos - lastBytesNanos)) {
      if (phase == HttpPhase.HEAD || phase == HttpPhase.BODY) {
        stopping = true;
        respond(Outcome.TIMEOUT, 0, "the request did not come whole in time", 0);
      } else {
        context.close();
      }
    }
  }

  private void take(HttpObject piece) {
    try {
      if (phase == HttpPhase.LINGER || gone) {
        return;
      }
      if (piece.decoderResult().isFailure()) {
        onBroken(piece.decoderResult().cause());
        return;
      }
      if (piece instanceof HttpRequest request) {
        onHead(HttpHead.of(request, listener, context.channel().remoteAddress()));
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
    stopping = true;
    respond(HttpHead.broken(cause), 0, "the request is no HTTP: " + cause.getMessage(), 0);
  }

  private void onHead(HttpHead request) {
    head = request;
    bodyBytes = 0;
    serving = request.tenant();
    serving.enter();
    enter(HttpPhase.BODY);
    if (request.outcome() != Outcome.ACCEPTED) {
      respond(request.outcome(), 0, request.problem(), 0);
    } else {
      body.begin(request);
      if (request.expectsContinue()) {
        write(HttpBytes.CONTINUE.duplicate());
      }
    }
  }

  private void onContent(ByteBuf bytes) {
    if (phase == HttpPhase.BODY) {
      goesOn(body.add(bytes));
    } else if (phase == HttpPhase.SKIP) {
      skippedBytes += bytes.readableBytes();
      if (skippedBytes > SKIP_BYTES_MAX) {
        end(false);
      }
    }
  }

  private void onEnd() {
    if (phase == HttpPhase.SKIP) {
      enter(HttpPhase.IDLE);
      if (stopping) {
        context.close();
      }
    } else if (phase == HttpPhase.BODY) {
      enter(HttpPhase.ANSWER);
      if (goesOn(body.end())) {
        bodyBytes = body.length();
        admit(body.take());
      }
    }
  }

  /** Goes on once it is known whether this sender may. */
  private void admit(Chunk whole) {
    if (head.verdict().isSettled()) {
      onVerdict(whole);
    } else {
      head.verdict().whenSettled(() -> onLoop(() -> onVerdict(whole)));
    }
  }

  private void onVerdict(Chunk whole) {
    String stranger = head.verdict().refusal();
    if (stranger == null) {
      decode(whole);
    } else {
      whole.release();
      respond(Outcome.UNAUTHENTICATED, 0, stranger, 0);
    }
  }

  private void decode(Chunk whole) {
    if (head.coding() == Coding.IDENTITY) {
      head.route().handOver(whole, loop, this);
    } else {
      BodyBuffer plain =
          new BodyBuffer(listener.chunks(), head.tenant().service().rules().bodyBytesMax());
      loop.inflations().add(new Inflation(head.coding(), whole, plain, this));
    }
  }

  @Override
  public boolean gone() {
    return gone;
  }

  @Override
  public @Nullable ClientInfo client() {
    return head.client();
  }

  @Override
  public void onInflated(RequestBody plain) {
    Chunk whole = plain.chunk();
    if (whole != null) {
      bodyBytes = whole.length();
      head.route().handOver(whole, loop, this);
    } else {
      respond(plain.outcome(), 0, plain.problem(), head.retryAfterNanos(plain.outcome()));
    }
  }

  /** Whether a step on the body went well; its sender is told if not. */
  private boolean goesOn(Outcome step) {
    if (step == Outcome.ACCEPTED) {
      return true;
    }
    respond(step, 0, body.problem(), head.retryAfterNanos(step));
    return false;
  }

  @Override
  public void answer(
      Outcome outcome, int rejectedSpans, @Nullable String text, long retryAfterNanos) {
    onLoop(() -> respond(outcome, rejectedSpans, text, retryAfterNanos));
  }

  @Override
  public void page(HttpPage page) {
    onLoop(() -> show(page));
  }

  private void onLoop(Runnable task) {
    if (loop.executor().inEventLoop()) {
      task.run();
    } else {
      loop.executor().execute(task);
    }
  }

  private void show(HttpPage page) {
    boolean keep = closesBook(page.outcome(), null);
    if (!gone) {
      write(page.bytes(keep, head.withBody(), head.answerLines()));
      answered(keep);
    }
  }

  private void respond(
      Outcome outcome, int rejectedSpans, @Nullable String text, long retryAfterNanos) {
    boolean keep = closesBook(outcome, text);
    if (!gone) {
      HttpAnswer answer = head.answer(outcome, keep, rejectedSpans, text, retryAfterNanos);
      write(
          outcome == Outcome.PREFLIGHT ? HttpBytes.preflight(answer) : head.route().bytes(answer));
      answered(keep);
    }
  }

  /** Counts a request that is over. @return whether the connection may have another */
  private boolean closesBook(Outcome outcome, @Nullable String text) {
    head.metrics().request(outcome, Math.max(bodyBytes, body.length()), text);
    body.clear();
    served();
    return head.keepAlive()
        && !stopping
        && listener.server().keepAlive().enabled()
        && (phase == HttpPhase.ANSWER
            || (!head.expectsContinue() && head.declaredBytes() <= SKIP_BYTES_MAX));
  }

  private void answered(boolean keep) {
    if (!keep) {
      end(phase == HttpPhase.ANSWER && waiting.isEmpty());
      return;
    }
    skippedBytes = 0;
    enter(phase == HttpPhase.ANSWER ? HttpPhase.IDLE : HttpPhase.SKIP);
    takeWaiting();
  }

  private void served() {
    HttpListener.Tenant tenant = serving;
    if (tenant != null) {
      serving = null;
      tenant.exit();
    }
  }

  /**
   * Ends the connection once what was written is out.
   *
   * @param allRead false if the sender may still be sending: closing with bytes unread would make
   *     TCP take the answer back, so for a while they are read and thrown away
   */
  private void end(boolean allRead) {
    enter(HttpPhase.LINGER);
    skippedBytes = 0;
    body.clear();
    waiting.clear();
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
    while (phase != HttpPhase.ANSWER && context.channel().isWritable()) {
      HttpObject piece = waiting.poll();
      if (piece == null) {
        break;
      }
      if (phase == HttpPhase.IDLE) {
        enter(HttpPhase.HEAD);
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
    context.write(bytes, context.voidPromise());
    if (!reading) {
      context.flush();
    }
  }

  private void enter(HttpPhase next) {
    phase = next;
    phaseNanos = loop.nanoTime();
  }
}
