package io.spanweir.exporter.sending;

import io.spanweir.core.runtime.DutyCycle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests from the queue and drives each to its end: attempt, timeout, wait, attempt again.
 * A request keeps its slot while it waits for the next attempt, so a backend that is down is asked
 * by {@code num_consumers} requests at its pace, not by the whole queue.
 *
 * <p>State of a slot: free (null) → in flight → either free (sent, failed) or between two attempts
 * → in flight … All of it belongs to the loop that runs the cycle; results come in through a queue
 * from whichever thread the sender has, and carry the number of the attempt they speak of, so that
 * the late word of one that was given up changes nothing.
 *
 * <p>When asked to stop, what is queued is still sent and waits are cut short; at the deadline the
 * rest is counted as failed. It is not reported as settled: a source that can replay keeps it.
 */
final class SendCycle implements DutyCycle {
  /** While stopping there is no time for long waits between attempts. */
  private static final long WAIT_STOPPING_NANOS_MAX = 250_000_000L;

  private static final long NEVER = Long.MAX_VALUE;

  private final String name;
  private final long timeoutNanos;
  private final SendQueue queue;
  private final Sender sender;
  private final RetrySchedule schedule;
  private final SendBook book;
  private final @Nullable Request[] slots;
  private final ConcurrentLinkedQueue<Result> results = new ConcurrentLinkedQueue<>();
  private final Runnable wake;
  private volatile long stopDeadlineNanos = NEVER;
  private volatile boolean stopAsked;
  private volatile boolean finished;

  private record Result(Request request, int attempt, SendResult result) {}

  SendCycle(Parts parts, SendingConfig config, Runnable wake) {
    name = parts.name;
    queue = parts.queue;
    sender = parts.sender;
    schedule = parts.schedule;
    book = parts.book;
    long timeout = config.timeout().toNanos();
    timeoutNanos = timeout == 0 ? NEVER : timeout;
    slots = new Request[config.queue().numConsumers()];
    this.wake = wake;
  }

  /** What a cycle works with. */
  record Parts(
      String name, SendQueue queue, Sender sender, RetrySchedule schedule, SendBook book) {}

  /** Asks for the end; the earliest deadline counts. Any thread; then wake the cycle. */
  void stop(long deadlineNanos) {
    stopDeadlineNanos = Math.min(stopDeadlineNanos, deadlineNanos);
    stopAsked = true;
  }

  /** Whether everything was sent or counted. Any thread. */
  boolean isFinished() {
    return finished;
  }

  @Override
  public int doWork(long nowNanos) {
    if (finished) {
      return 0;
    }
    int work = takeResults(nowNanos);
    if (stopAsked && nowNanos >= stopDeadlineNanos) {
      finish();
      return 0;
    }
    work += onDue(nowNanos);
    work += fillSlots(nowNanos);
    if (stopAsked && queue.isEmpty()) {
      finish();
    }
    return work;
  }

  private int takeResults(long nowNanos) {
    int taken = 0;
    for (Result r = results.poll(); r != null; r = results.poll()) {
      taken++;
      if (r.request.inFlight && r.request.attempts == r.attempt) {
        onResult(r.request, r.result, nowNanos);
      }
    }
    return taken;
  }

  private void onResult(Request request, SendResult result, long nowNanos) {
    request.inFlight = false;
    request.attempt = null;
    switch (result.outcome()) {
      case SENT -> {
        book.onSent(request.spans, result);
        end(request);
        request.onOver();
      }
      case RETRY -> retryLater(request, result, nowNanos);
      case PERMANENT -> fail(request, result.error(), result.detail());
    }
  }

  private void retryLater(Request request, SendResult result, long nowNanos) {
    long due =
        schedule.nextAttemptNanos(
            request.attempts, request.firstAttemptNanos, nowNanos, result.retryAfterNanos());
    if (due == RetrySchedule.GIVE_UP) {
      fail(request, "gave up after " + result.error(), result.detail());
      return;
    }
    request.dueNanos = due;
    book.onRetry(result);
  }

  private void fail(Request request, String why, String detail) {
    book.onFailed(request.spans, why, detail);
    end(request);
    request.onOver();
  }

  private void end(Request request) {
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] == request) {
        slots[i] = null;
      }
    }
    queue.leave(request);
    request.framed.release();
  }

  private int onDue(long nowNanos) {
    int work = 0;
    for (Request request : slots) {
      if (request == null) {
        continue;
      }
      if (stopAsked && !request.inFlight) {
        request.dueNanos = Math.min(request.dueNanos, nowNanos + WAIT_STOPPING_NANOS_MAX);
      }
      if (request.dueNanos <= nowNanos) {
        work++;
        if (request.inFlight) {
          onTimeout(request, nowNanos);
        } else {
          attempt(request, nowNanos);
        }
      }
    }
    return work;
  }

  private void onTimeout(Request request, long nowNanos) {
    cancel(request);
    onResult(
        request,
        SendResult.retry(SendResult.NO_WISH, "no answer within the timeout", ""),
        nowNanos);
  }

  private static void cancel(Request request) {
    Sender.Attempt attempt = request.attempt;
    if (attempt != null) {
      attempt.cancel();
    }
  }

  private int fillSlots(long nowNanos) {
    int work = 0;
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] == null) {
        Request next = queue.take();
        if (next == null) {
          return work;
        }
        slots[i] = next;
        next.firstAttemptNanos = nowNanos;
        attempt(next, nowNanos);
        work++;
      }
    }
    return work;
  }

  private void attempt(Request request, long nowNanos) {
    int number = ++request.attempts;
    request.inFlight = true;
    request.dueNanos = timeoutNanos == NEVER ? NEVER : nowNanos + timeoutNanos;
    request.attempt =
        sender.send(
            request.framed,
            request.spans,
            request.client,
            result -> {
              results.add(new Result(request, number, result));
              wake.run();
            });
  }

  private void finish() {
    List<Request> rest = new ArrayList<>(queue.close());
    for (Request request : slots) {
      if (request != null) {
        cancel(request);
        rest.add(request);
      }
    }
    for (Request request : rest) {
      request.inFlight = false;
      book.onFailed(request.spans, "not sent before the shutdown's deadline", "");
      end(request);
    }
    sender.close();
    finished = true;
  }

  @Override
  public long deadlineNanos() {
    if (finished) {
      return NEVER;
    }
    long earliest = stopAsked ? stopDeadlineNanos : NEVER;
    for (Request request : slots) {
      if (request != null) {
        earliest = Math.min(earliest, request.dueNanos);
      }
    }
    return earliest;
  }

  @Override
  public String roleName() {
    return name;
  }
}
