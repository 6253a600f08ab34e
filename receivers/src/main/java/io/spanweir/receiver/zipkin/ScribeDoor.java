package io.spanweir.receiver.zipkin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.netty.util.concurrent.FastThreadLocal;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.door.Connections;
import io.spanweir.core.door.Door;
import io.spanweir.core.door.DoorLoop;
import io.spanweir.core.door.DoorMetrics;
import io.spanweir.core.door.DoorSocket;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.LoopLocal;
import io.spanweir.receiver.intake.Intake;
import io.spanweir.receiver.intake.TranscodedIntake;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Scribe's listening socket, on the event loops of the process. */
final class ScribeDoor implements Door {
  private static final int READ_BYTES_INITIAL = 4 << 10;
  private static final int READ_BYTES_MAX = 64 << 10;
  private static final byte[] NO_FAREWELL = {};

  /** A span with two sides is written twice. */
  private static final long OUTPUT_TIMES = 2;

  private final ScribeConfig config;
  private final TranscodedIntake intake;
  private final ChunkPool chunks;
  private final DoorMetrics metrics;
  private final Counter late;
  private final LoopLocal loops;
  private final Connections connections;
  private final DoorSocket socket;
  private final AtomicInteger callsWaiting = new AtomicInteger();
  private final FastThreadLocal<ScribeQueue> queues =
      new FastThreadLocal<>() {
        @Override
        protected ScribeQueue initialValue() {
          return new ScribeQueue(loops.get().executor());
        }
      };
  private volatile boolean stopping;

  private ScribeDoor(
      Settings settings, ScribeConfig config, Intake next, boolean parseTags, String path)
      throws IOException {
    this.config = config;
    this.chunks = settings.pools().chunks();
    long outputMax = Math.min(Integer.MAX_VALUE - 8L, OUTPUT_TIMES * config.frameBytesMax());
    this.intake =
        new TranscodedIntake(
            settings, next, () -> new ScribeTranscoder(parseTags), (int) outputMax);
    Endpoint endpoint = config.listen();
    this.connections =
        endpoint.connections(config.maxConnections(), config.maxConnectionsPerAddress());
    this.metrics = new DoorMetrics(settings, "scribe");
    this.late =
        Counter.builder("spanweir.receiver.answers.late")
            .description("Calls that were told to try later because nobody had accepted them yet")
            .tags(Tags.of("receiver", settings.id().toString(), "transport", "scribe"))
            .register(settings.telemetry().meters());
    this.loops = new LoopLocal(settings.loops().ioGroup(), settings.loops().clock());
    this.socket =
        DoorSocket.open(
            settings.loops().ioGroup(),
            endpoint,
            new DoorSocket.Admission(connections, metrics, READ_BYTES_INITIAL, READ_BYTES_MAX),
            NO_FAREWELL,
            channel -> channel.pipeline().addLast(newConnection()),
            path);
    metrics.connections(connections::open);
    loops.start(config.shortest());
  }

  /**
   * Listens.
   *
   * @param next where spans go
   * @param parseTags whether texts of tags that look like numbers, true or false become those
   * @param path where the endpoint stands in the configuration
   */
  static ScribeDoor open(
      Settings settings, ScribeConfig config, Intake next, boolean parseTags, String path)
      throws IOException {
    return new ScribeDoor(settings, config, next, parseTags, path);
  }

  /** One whose loop is that of the calling thread. */
  private ScribeConnection newConnection() {
    return new ScribeConnection(this, loops.get(), queues.get());
  }

  ScribeConfig config() {
    return config;
  }

  TranscodedIntake intake() {
    return intake;
  }

  ChunkPool chunks() {
    return chunks;
  }

  DoorMetrics metrics() {
    return metrics;
  }

  /** A call was answered before anybody knew what becomes of it. */
  void answeredLate() {
    late.increment();
  }

  /** A call is whole and waits for its turn. */
  void callWaits() {
    callsWaiting.incrementAndGet();
  }

  void callWaitsNoLonger() {
    callsWaiting.decrementAndGet();
  }

  /** Whether nothing new is taken in. */
  boolean isStopping() {
    return stopping;
  }

  @Override
  public int port() {
    return socket.port();
  }

  @Override
  public void shutdown() {
    stopping = true;
    socket.stop();
    loops.onEach(loop -> loop.forEachWatched(ScribeDoor::shutDown));
  }

  @Override
  public boolean isShutDown() {
    boolean done = socket.isOver() && connections.open() == 0 && callsWaiting.get() == 0;
    if (done) {
      loops.stop();
    }
    return done;
  }

  @Override
  public void closeNow() {
    socket.close();
    loops.onEach(loop -> loop.forEachWatched(ScribeDoor::close));
  }

  private static void shutDown(DoorLoop.Watched one) {
    if (one instanceof ScribeConnection connection) {
      connection.shutDown();
    }
  }

  private static void close(DoorLoop.Watched one) {
    if (one instanceof ScribeConnection connection) {
      connection.close();
    }
  }
}
