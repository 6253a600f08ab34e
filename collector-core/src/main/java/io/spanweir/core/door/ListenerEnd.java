package io.spanweir.core.door;

import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether what a door listened on is free for others. A channel says that it is closed a moment
 * before that: the JDK gives the port back when the selector that watched it looks again, a turn of
 * the channel's loop later. Any thread.
 */
public final class ListenerEnd {
  private static final long TURN_MILLIS = 1;

  private final AtomicInteger open = new AtomicInteger();

  /** Watches one more channel, registered or about to be. @return the channel */
  public <C extends Channel> C watch(C channel) {
    opened();
    channel
        .closeFuture()
        .addListener(
            closed -> {
              if (channel.isRegistered()) {
                closed(channel.eventLoop());
              } else {
                open.decrementAndGet();
              }
            });
    return channel;
  }

  /** There is one more to wait for, of which {@link #closed} tells. */
  public void opened() {
    open.incrementAndGet();
  }

  /**
   * One of them was closed on its loop: what is to run later runs after the selector has looked.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it but by asking
  public void closed(EventExecutor loop) {
    if (loop.isShuttingDown()) {
      open.decrementAndGet();
    } else {
      loop.schedule(open::decrementAndGet, TURN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Whether all that was watched is closed and given back. */
  public boolean isOver() {
    return open.get() == 0;
  }
}
