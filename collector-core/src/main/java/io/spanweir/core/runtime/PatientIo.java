package io.spanweir.core.runtime;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandler;

/**
 * Netty's NIO that sleeps until its next timer is due. A selector waits for whole milliseconds, and
 * Netty rounds what is left to the nearest: through the last half of one it asks again and again
 * without waiting. Here what is left is rounded up, so a timer of an idle loop is late by a
 * millisecond at most, and nobody spins. The loop's thread, but for {@link #wakeup}.
 */
final class PatientIo implements IoHandler {
  private static final long MILLI_NANOS = 1_000_000;

  /** What Netty adds before it cuts to milliseconds. */
  private static final long NETTYS_SHARE_NANOS = MILLI_NANOS / 2;

  private final IoHandler io;
  private final Context context = new Context();

  PatientIo(IoHandler io) {
    this.io = io;
  }

  static IoHandlerFactory newFactory() {
    IoHandlerFactory nio = NioIoHandler.newFactory();
    return thread -> new PatientIo(nio.newHandler(thread));
  }

  /**
   * What to tell Netty for the selector to wait for so long or the rest of the last millisecond
   * more.
   */
  static long roundedUp(long delayNanos) {
    boolean never = delayNanos >= Long.MAX_VALUE - MILLI_NANOS;
    return delayNanos <= 0 || never ? delayNanos : delayNanos + NETTYS_SHARE_NANOS - 1;
  }

  @Override
  public void initialize() {
    io.initialize();
  }

  @Override
  public int run(IoHandlerContext loop) {
    context.loop = loop;
    return io.run(context);
  }

  @Override
  public void prepareToDestroy() {
    io.prepareToDestroy();
  }

  @Override
  public void destroy() {
    io.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return io.register(handle);
  }

  @Override
  public void wakeup() {
    io.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return io.isCompatible(handleType);
  }

  private static final class Context implements IoHandlerContext {
    private IoHandlerContext loop;

    @SuppressWarnings("NullAway") // run() sets it before anybody asks
    Context() {}

    @Override
    public boolean canBlock() {
      return loop.canBlock();
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return roundedUp(loop.delayNanos(currentTimeNanos));
    }

    @Override
    public long deadlineNanos() {
      return loop.deadlineNanos();
    }

    @Override
    public void reportActiveIoTime(long activeNanos) {
      loop.reportActiveIoTime(activeNanos);
    }

    @Override
    public boolean shouldReportActiveIoTime() {
      return loop.shouldReportActiveIoTime();
    }
  }
}
