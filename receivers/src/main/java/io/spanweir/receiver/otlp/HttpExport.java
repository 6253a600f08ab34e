package io.spanweir.receiver.otlp;

import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.otlp.MalformedException;
import java.io.IOException;

/** What the connections of the HTTP door share. */
final class HttpExport {
  private final Intake intake;
  private final DoorMetrics metrics;
  private final HttpConfig config;
  private final ChunkPool chunks;
  private final JsonTranscoder json = new JsonTranscoder();
  private volatile boolean stopping;

  HttpExport(Settings settings, HttpConfig config, Intake intake, DoorMetrics metrics) {
    this.intake = intake;
    this.metrics = metrics;
    this.config = config;
    this.chunks = settings.pools().chunks();
  }

  Intake intake() {
    return intake;
  }

  DoorMetrics metrics() {
    return metrics;
  }

  HttpConfig config() {
    return config;
  }

  ChunkPool chunks() {
    return chunks;
  }

  /** Takes over a whole body; the answer comes soon or later. On the connection's loop. */
  void handOver(Chunk body, boolean isJson, DoorLoop loop, Answerer connection) {
    if (isJson) {
      handOverJson(body, loop, connection);
    } else {
      intake.take(body, loop.indexer(), connection);
    }
  }

  private void handOverJson(Chunk body, DoorLoop loop, Answerer connection) {
    BodyBuffer output = new BodyBuffer(chunks, bodyBytesMax());
    try {
      json.transcode(body, output);
      // An empty request writes nothing, and takes a chunk all the same.
      if (output.room(0, 0) == BodyBuffer.Room.THERE) {
        intake.take(output.take(), loop.indexer(), connection);
      } else {
        noRoom(Outcome.NO_ROOM, connection);
      }
    } catch (MalformedException e) {
      Intake.malformed(e, connection);
    } catch (ProtoOutput.NoRoomException e) {
      noRoom(e.outcome(), connection);
    } catch (IOException e) {
      connection.answer(Outcome.MALFORMED, 0, "the body could not be read: " + e, 0);
    } finally {
      output.clear();
      body.release();
    }
  }

  private void noRoom(Outcome outcome, Answerer connection) {
    connection.answer(outcome, 0, "no memory for the body now", intake.retryAfterNanos());
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
