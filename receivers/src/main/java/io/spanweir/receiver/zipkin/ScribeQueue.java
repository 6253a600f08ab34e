package io.spanweir.receiver.zipkin;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * The calls of one event loop that came whole and are not worked on yet, the one that came first
 * first, whichever connection it came on. A loop that works on calls as it reads them does so for
 * everybody who was ready when it looked, hundreds maybe, before it looks again: who comes a moment
 * too late waits for all of those, and then for those who were ready before it once more. Here only
 * a few calls are worked on before the loop looks who else is there. On its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a task that fails says so itself
final class ScribeQueue implements Runnable {
  /** Worked on before the loop reads again: a millisecond or two. */
  private static final int CALLS_AT_ONCE = 16;

  private final EventExecutor executor;
  private final ArrayDeque<ScribeCall> calls = new ArrayDeque<>();
  private boolean awaited;

  ScribeQueue(EventExecutor executor) {
    this.executor = executor;
  }

  void add(ScribeCall call) {
    calls.add(call);
    if (!awaited) {
      awaited = true;
      executor.execute(this);
    }
  }

  @Override
  public void run() {
    try {
      someCalls();
    } finally {
      awaited = !calls.isEmpty();
      if (awaited) {
        // What is executed on a loop comes before it reads, what is scheduled after it has read.
        executor.schedule(this, 0, TimeUnit.NANOSECONDS);
      }
    }
  }

  private void someCalls() {
    ScribeCall call = calls.poll();
    for (int i = 1; call != null; i++) {
      ScribeCall next = i < CALLS_AT_ONCE ? calls.peek() : null;
      boolean more = next != null && next.connection() == call.connection();
      call.connection().work(call, more);
      call = next == null ? null : calls.poll();
    }
  }
}
