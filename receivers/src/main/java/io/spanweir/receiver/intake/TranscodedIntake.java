package io.spanweir.receiver.intake;

import io.netty.util.concurrent.FastThreadLocal;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.door.Answerer;
import io.spanweir.core.door.DoorLoop;
import io.spanweir.core.door.Outcome;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.runtime.Loop;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way in of bodies in another encoding: they become OTLP first. Any thread. */
public final class TranscodedIntake {
  /** What is longer would hold up the other connections of the loop. */
  private static final int BYTES_AT_ONCE = 64 << 10;

  private final Intake intake;
  private final FastThreadLocal<Transcoder> transcoders;
  private final ChunkPool chunks;
  private final Loop work;
  private final int bodyBytesMax;

  /** A body, or why there is none. */
  private record Body(
      @Nullable Chunk chunk, Transcoder.LeftOut leftOut, Outcome outcome, String problem) {
    static Body failed(Outcome outcome, String problem) {
      return new Body(null, Transcoder.LeftOut.NOTHING, outcome, problem);
    }
  }

  /**
   * @param transcoders makes one for each thread that reads
   * @param bodyBytesMax of what it makes
   */
  public TranscodedIntake(
      Settings settings,
      Intake intake,
      Supplier<? extends Transcoder> transcoders,
      int bodyBytesMax) {
    this.intake = intake;
    this.transcoders =
        new FastThreadLocal<>() {
          @Override
          protected Transcoder initialValue() {
            return transcoders.get();
          }
        };
    this.chunks = settings.pools().chunks();
    this.work = settings.loops().workLoop();
    this.bodyBytesMax = bodyBytesMax;
  }

  /** Takes over a body that came on this loop; a long one is read elsewhere. */
  public void take(Chunk body, DoorLoop loop, Answerer door) {
    if (body.length() <= BYTES_AT_ONCE) {
      take(body, door);
    } else {
      work.execute(
          () -> {
            Body transcoded = transcode(body);
            loop.executor().execute(() -> handOver(transcoded, door));
          });
    }
  }

  /** Takes over a body and reads it here and now. */
  public void take(Chunk body, Answerer door) {
    handOver(transcode(body), door);
  }

  /** When a sender for which there is no room should try again. */
  public long retryAfterNanos() {
    return intake.retryAfterNanos();
  }

  private void handOver(Body body, Answerer door) {
    Chunk chunk = body.chunk();
    if (chunk != null) {
      intake.take(chunk, body.leftOut(), door);
    } else {
      long retryAfter = body.outcome().retryable() ? intake.retryAfterNanos() : 0;
      door.answer(body.outcome(), 0, body.problem(), retryAfter);
    }
  }

  /** Lets go of the body. */
  private Body transcode(Chunk body) {
    BodyBuffer output = new BodyBuffer(chunks, bodyBytesMax, intake.keyLengthsAsked());
    try {
      Transcoder.LeftOut leftOut = transcoders.get().transcode(body, output);
      // An empty request writes nothing, and takes a chunk all the same.
      return output.room(0, 0) == BodyBuffer.Room.THERE
          ? new Body(output.take(), leftOut, Outcome.ACCEPTED, "")
          : noRoom(Outcome.NO_ROOM);
    } catch (MalformedException e) {
      return Body.failed(Outcome.MALFORMED, String.valueOf(e.getMessage()));
    } catch (ProtoOutput.NoRoomException e) {
      return noRoom(e.forGood() ? Outcome.TOO_LARGE : Outcome.NO_ROOM);
    } finally {
      output.clear();
      body.release();
    }
  }

  private static Body noRoom(Outcome outcome) {
    return Body.failed(outcome, "no memory for the body now");
  }
}
