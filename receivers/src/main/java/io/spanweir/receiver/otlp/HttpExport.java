package io.spanweir.receiver.otlp;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.Signal;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.runtime.Loop;
import io.spanweir.receiver.transcode.ProtoOutput;
import org.jspecify.annotations.Nullable;

/** What the connections of the HTTP door share. */
final class HttpExport {
  /** What is longer would hold up the other connections of the loop. */
  private static final int JSON_BYTES_AT_ONCE = 64 << 10;

  private final Guard guard;
  private final Intakes intakes;
  private final HttpRules rules;
  private final DoorMetrics metrics;
  private final HttpConfig config;
  private final boolean keepsAlive;
  private final ChunkPool chunks;
  private final JsonTranscoder json = new JsonTranscoder();
  private final Loop work;
  private volatile boolean stopping;

  HttpExport(
      Settings settings, HttpConfig config, Guard guard, Intakes intakes, DoorMetrics metrics) {
    this.guard = guard;
    this.intakes = intakes;
    this.rules = new HttpRules(config, intakes.signals());
    this.metrics = metrics;
    this.config = config;
    this.keepsAlive = config.connections().enabled();
    this.chunks = settings.pools().chunks();
    this.work = settings.loops().workLoop();
  }

  Guard guard() {
    return guard;
  }

  Intakes intakes() {
    return intakes;
  }

  /** The way in for a request whose path was found. */
  Intake intake(Signal signal) {
    Intake intake = intakes.of(signal);
    if (intake == null) {
      throw new IllegalStateException("a path without a pipeline");
    }
    return intake;
  }

  DoorMetrics metrics() {
    return metrics;
  }

  /** Whether a connection may have more than one request. */
  boolean keepsAlive() {
    return keepsAlive;
  }

  HttpConfig config() {
    return config;
  }

  ChunkPool chunks() {
    return chunks;
  }

  /** What the head of a request says. */
  HttpHead head(HttpRequest request) {
    return HttpHead.of(request, rules, guard);
  }

  /** The answer to a request, as bytes. */
  ByteBuf bytes(
      HttpHead head,
      Outcome outcome,
      boolean keep,
      int rejected,
      @Nullable String text,
      long retryAfterNanos) {
    String lines = head.answerLines();
    return switch (outcome) {
      case ACCEPTED -> HttpAnswer.success(head.signal(), head.json(), keep, lines, rejected, text);
      case PREFLIGHT -> HttpAnswer.preflight(keep, lines);
      default ->
          HttpAnswer.failure(
              outcome,
              head.json(),
              keep,
              lines,
              text == null ? "" : text,
              retryAfterNanos,
              guard.challenge());
    };
  }

  /** Takes over a whole body, decoded; the answer comes soon or later. On the connection's loop. */
  void handOver(Chunk body, HttpHead head, DoorLoop loop, Answerer connection) {
    Signal signal = head.signal();
    Intake intake = intake(signal);
    if (!head.json()) {
      intake.take(body, loop.indexer(), connection);
    } else if (body.length() <= JSON_BYTES_AT_ONCE) {
      take(transcode(body, signal), intake, loop, connection);
    } else {
      work.execute(
          () -> {
            RequestBody transcoded = transcode(body, signal);
            loop.executor().execute(() -> take(transcoded, intake, loop, connection));
          });
    }
  }

  /** Lets go of the JSON. Any thread. */
  private RequestBody transcode(Chunk body, Signal signal) {
    BodyBuffer output = new BodyBuffer(chunks, bodyBytesMax());
    try {
      json.transcode(body, signal, output);
      // An empty request writes nothing, and takes a chunk all the same.
      return output.room(0, 0) == BodyBuffer.Room.THERE
          ? RequestBody.of(output.take())
          : noRoom(Outcome.NO_ROOM);
    } catch (MalformedException e) {
      return RequestBody.failed(Outcome.MALFORMED, String.valueOf(e.getMessage()));
    } catch (ProtoOutput.NoRoomException e) {
      return noRoom(e.forGood() ? Outcome.TOO_LARGE : Outcome.NO_ROOM);
    } finally {
      output.clear();
      body.release();
    }
  }

  private static void take(
      RequestBody transcoded, Intake intake, DoorLoop loop, Answerer connection) {
    Chunk body = transcoded.chunk();
    if (body != null) {
      intake.take(body, loop.indexer(), connection);
    } else {
      answerFailed(transcoded, intake, connection);
    }
  }

  /** Answers for a body that could not be read. */
  private static void answerFailed(RequestBody failed, Intake intake, Answerer connection) {
    Outcome outcome = failed.outcome();
    long retryAfter = outcome.retryable() ? intake.retryAfterNanos() : 0;
    connection.answer(outcome, 0, failed.problem(), retryAfter);
  }

  /** Answers for a body that could not be decoded. */
  void answerFailed(RequestBody failed, Signal signal, Answerer connection) {
    answerFailed(failed, intake(signal), connection);
  }

  private static RequestBody noRoom(Outcome outcome) {
    return RequestBody.failed(outcome, "no memory for the body now");
  }

  /** From now on connections end with their next answer. Any thread. */
  void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  int bodyBytesMax() {
    return (int) config.maxRequestBodySize().bytes();
  }
}
