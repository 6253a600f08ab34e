package io.spanweir.core.door;

import io.netty.channel.Channel;
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
    open.incrementAndGet();
    channel.closeFuture().addListener(closed -> onClosed(channel));
    return channel;
  }

  /** What is to run later runs after the selector has looked. */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it but by asking
  private void onClosed(Channel channel) {
    if (channel.isRegistered() && !channel.eventLoop().isShuttingDown()) {
      channel.eventLoop().schedule(open::decrementAndGet, TURN_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      open.decrementAndGet();
    }
  }

  /** Whether all that was watched is closed and given back. */
  public boolean isOver() {
    return open.get() == 0;
  }
}
