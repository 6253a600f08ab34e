package io.spanweir.receiver.zipkin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.spanweir.core.door.DoorLoop;
import io.spanweir.core.door.DoorMetrics;
import io.spanweir.core.door.Outcome;
import io.spanweir.core.otlp.MalformedException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of Scribe: frames in, answers out in the order of the calls, many of which may be
 * in flight. A call that isn't accepted in time is answered {@code TRY_LATER}: its sender would not
 * wait longer, and nobody knows yet that its spans are safe. On its event loop, except for {@link
 * #onLoop}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends in channelInactive
final class ScribeConnection extends ChannelInboundHandlerAdapter implements DoorLoop.Watched {
  /** Finagle's question whether more than Thrift is spoken; all but an exception means yes. */
  static final String PROBE = "__can__finagle__trace__v3__";

  /** Calls in flight, and bytes of those that wait, past which nothing more is read. */
  private static final int CALLS_MAX = 64;

  private static final int WAITING_BYTES_MAX = 1 << 18;

  private final ScribeDoor door;
  private final DoorLoop loop;
  private final ScribeQueue queue;
  private final ScribeConfig config;
  private final DoorMetrics metrics;
  private final ScribeFrame frame;
  private final ScribeMessage message = new ScribeMessage();
  private final ArrayDeque<ScribeCall> calls = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext context;
  private DoorLoop.@Nullable Watch watch;
  private @Nullable Future<?> timer;
  private long frameNanos;
  private long lastBytesNanos;
  private long unwritableNanos;
  private long waitingBytes;

  /** Whether answers are flushed together, soon. */
  private boolean holding;

  private boolean ending;
  private boolean gone;

  ScribeConnection(ScribeDoor door, DoorLoop loop, ScribeQueue queue) {
    this.door = door;
    this.loop = loop;
    this.queue = queue;
    this.config = door.config();
    this.metrics = door.metrics();
    this.frame = new ScribeFrame(door.chunks(), config.frameBytesMax());
    this.lastBytesNanos = loop.nanoTime();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    this.context = context;
    watch = loop.watch(this);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (door.isStopping()) {
      shutDown();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    holding = true;
    lastBytesNanos = loop.nanoTime();
    try {
      frames((ByteBuf) bytes);
    } finally {
      ReferenceCountUtil.release(bytes);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    holding = false;
    context.flush();
  }

  private void frames(ByteBuf in) {
    while (in.isReadable() && !ending) {
      if (!frame.isBegun()) {
        frameNanos = lastBytesNanos;
      }
      switch (frame.read(in)) {
        case MORE -> {
          return;
        }
        case WHOLE -> {
          call();
          frame.next();
        }
        case WRONG_LENGTH -> wrongLength();
      }
    }
  }

  /** Nobody knows where the next frame begins; who waits for an answer is told why none follows. */
  private void wrongLength() {
    String length = Integer.toUnsignedString(frame.length());
    ScribeCall call = new ScribeCall(this, ScribeAnswer.Head.UNREAD, 0, lastBytesNanos);
    calls.add(call);
    over(
        call,
        Outcome.TOO_LARGE,
        "a frame of " + length + " bytes, of 1 to " + config.frameBytesMax() + " that it may have");
    end();
  }

  /** A frame is whole. */
  private void call() {
    try {
      message.read(frame.head(), frame.headLength());
    } catch (MalformedException e) {
      // Who doesn't speak Thrift can't be answered in it.
      metrics.request(Outcome.MALFORMED, frame.length(), e.getMessage());
      end();
      return;
    }
    long deadline = lastBytesNanos + config.answerTimeout().toNanos();
    ScribeAnswer.Head head = message.wantsAnswer() ? ScribeAnswer.Head.of(message) : null;
    ScribeCall call = new ScribeCall(this, head, frame.length(), deadline);
    if (head != null) {
      calls.add(call);
    }
    if (!message.isLog()) {
      Outcome outcome = message.name().equals(PROBE) ? Outcome.PREFLIGHT : Outcome.NOT_FOUND;
      over(call, outcome, "no such method: " + message.name());
    } else if (frame.isLost()) {
      over(call, Outcome.NO_ROOM, "no memory for the call now");
    } else {
      call.frame(frame.take());
      waitingBytes += call.bytes();
      door.callWaits();
      queue.add(call);
    }
    adjustReading();
  }

  /**
   * Works on a call whose turn has come, however long it waited: it has been read, and to work on
   * it costs little more than to refuse it, so that a door which refuses what waited too long does
   * nothing else once it has too much to do.
   *
   * @param more whether one of this connection's follows at once, with which it may be answered
   */
  void work(ScribeCall call, boolean more) {
    holding = true;
    waitingBytes -= call.bytes();
    door.callWaitsNoLonger();
    door.intake().take(call.takeFrame(), loop, call);
    holding = more;
    if (!more && !gone) {
      context().flush();
      watchAnswers();
    }
  }

  /** Runs a task here and now if this is the loop, else there and soon. Any thread. */
  void onLoop(Runnable task) {
    if (loop.executor().inEventLoop()) {
      task.run();
    } else {
      loop.executor().execute(task);
    }
  }

  /** It is known what became of a call. */
  void over(ScribeCall call, Outcome outcome, @Nullable String text) {
    metrics.request(outcome, call.bytes(), text);
    if (!gone) {
      call.say(context().alloc(), outcome, text);
      answer();
    }
  }

  /** Writes what may be said by now: all up to the first call that is still open. */
  private void answer() {
    for (ScribeCall first = calls.peek(); first != null; first = calls.peek()) {
      ByteBuf answer = first.takeAnswer();
      if (answer == null) {
        break;
      }
      calls.poll();
      context().write(answer, context().voidPromise());
    }
    if (ending) {
      closeIfAnswered();
    } else {
      if (!holding) {
        context().flush();
      }
      adjustReading();
    }
  }

  /** One timer for the connection, and only while a call is open that was worked on. */
  private void watchAnswers() {
    ScribeCall first = calls.peek();
    if (timer == null && first != null && !first.isWaiting() && !gone) {
      long delay = Math.max(0, first.deadlineNanos() - loop.nanoTime());
      timer = loop.executor().schedule(this::onDeadline, delay, TimeUnit.NANOSECONDS);
    }
  }

  private void onDeadline() {
    timer = null;
    long now = loop.nanoTime();
    for (ScribeCall call : calls) {
      if (call.isWaiting() || call.deadlineNanos() - now > 0) {
        break;
      }
      if (!call.isAnswered()) {
        door.answeredLate();
        call.say(context().alloc(), Outcome.UNAVAILABLE, null);
      }
    }
    answer();
    watchAnswers();
  }

  /**
   * Reads only while what is read can be worked on, and its answers are read at the other end. At
   * the end all is read and thrown away: closing with bytes unread makes TCP take answers back.
   */
  private void adjustReading() {
    ChannelConfig channel = context().channel().config();
    boolean read = ending || (mayWait() && context().channel().isWritable());
    if (channel.isAutoRead() != read) {
      channel.setAutoRead(read);
    }
  }

  private boolean mayWait() {
    return calls.size() < CALLS_MAX && waitingBytes < WAITING_BYTES_MAX;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    unwritableNanos = context.channel().isWritable() ? 0 : loop.nanoTime();
    adjustReading();
  }

  @Override
  public void onTick(long nowNanos) {
    if (unwritableNanos != 0 && nowNanos - unwritableNanos > config.writeTimeout().toNanos()) {
      close();
    } else if (frame.isBegun() && nowNanos - frameNanos > config.readTimeout().toNanos()) {
      metrics.request(Outcome.TIMEOUT, frame.came(), "the frame did not come whole in time");
      end();
    } else if (calls.isEmpty()
        && !frame.isBegun()
        && nowNanos - lastBytesNanos > config.idleTimeout().toNanos()) {
      close();
    }
  }

  /** Answers what is in flight, then closes. */
  void shutDown() {
    end();
  }

  /** Closes, whatever is in flight. */
  void close() {
    context().close();
  }

  /** Takes nothing more in, and closes when all calls are answered. */
  private void end() {
    if (!ending) {
      ending = true;
      frame.next();
      adjustReading();
      watchAnswers();
      closeIfAnswered();
    }
  }

  private void closeIfAnswered() {
    context().flush();
    if (calls.isEmpty()) {
      context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    gone = true;
    if (frame.isBegun()) {
      metrics.request(Outcome.CANCELLED, frame.came(), null);
    }
    frame.next();
    calls.forEach(ScribeCall::drop);
    calls.clear();
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    if (watch != null) {
      watch.leave();
    }
  }

  /** A connection that breaks is one that closes. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not in a channel yet");
    }
    return context;
  }
}
