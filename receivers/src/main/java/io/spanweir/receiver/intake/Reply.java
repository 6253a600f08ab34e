package io.spanweir.receiver.intake;

import io.spanweir.core.door.Answerer;
import io.spanweir.core.door.Outcome;
import io.spanweir.core.pipeline.Receipt;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The receipt of one request's batch: joins what was rejected at the door to what later stages say,
 * and passes it to the door once.
 */
final class Reply implements Receipt {
  private static final VarHandle DONE;

  static {
    try {
      DONE = MethodHandles.lookup().findVarHandle(Reply.class, "done", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Answerer door;
  private final int rejectedAtDoor;
  private final @Nullable String doorReason;

  @SuppressWarnings("unused") // through DONE
  private volatile boolean done;

  Reply(Answerer door, int rejectedAtDoor, @Nullable String doorReason) {
    this.door = door;
    this.rejectedAtDoor = rejectedAtDoor;
    this.doorReason = doorReason;
  }

  @Override
  public void accepted(int rejectedSpans, @Nullable String reason) {
    complete();
    String text = doorReason == null ? reason : doorReason;
    door.answer(Outcome.ACCEPTED, rejectedAtDoor + rejectedSpans, text, 0);
  }

  @Override
  public void refused(long retryAfterNanos, String reason) {
    complete();
    door.answer(Outcome.UNAVAILABLE, 0, reason, retryAfterNanos);
  }

  @Override
  public void rejected(String reason) {
    complete();
    door.answer(Outcome.REJECTED, 0, reason, 0);
  }

  private void complete() {
    if (!DONE.compareAndSet(this, false, true)) {
      throw new IllegalStateException("a receipt was completed twice");
    }
  }
}
