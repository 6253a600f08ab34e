package io.spanweir.receiver.zipkin;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.door.Door;
import io.spanweir.core.door.DoorMetrics;
import io.spanweir.receiver.intake.TranscodedIntake;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages out of a queue, each acknowledged when its spans are accepted: what isn't by the time
 * that a connection breaks the broker gives out again. A broker that is down is tried again and
 * again; it holds up nothing else.
 *
 * <p>The broker's client blocks, so it has threads of its own. The first of them is home: there
 * connections are made and ended and messages acknowledged. Messages are read on all of them.
 */
@SuppressWarnings("FutureReturnValueIgnored") // tasks end in what they do; nobody waits for them
final class RabbitDoor implements Door {
  private static final Logger LOG = LoggerFactory.getLogger(RabbitDoor.class);
  private static final long RETRY_MIN_MILLIS = 250;
  private static final long RETRY_MAX_MILLIS = 10_000;
  private static final int CLOSE_MILLIS = 2_000;

  private final String name;
  private final RabbitConfig config;
  private final RabbitClient client;
  private final TranscodedIntake intake;
  private final ChunkPool chunks;
  private final int bodyBytesMax;
  private final DoorMetrics metrics;
  private final DefaultEventExecutorGroup threads;
  private final EventExecutor home;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile @Nullable Connection connection;
  private volatile boolean stopping;
  private volatile boolean closed;
  private long retryMillis = RETRY_MIN_MILLIS;
  private boolean warned;

  private RabbitDoor(
      Settings settings, RabbitConfig config, TranscodedIntake intake, int bodyBytesMax) {
    this.name = settings.id().toString();
    this.config = config;
    this.intake = intake;
    this.chunks = settings.pools().chunks();
    this.bodyBytesMax = bodyBytesMax;
    this.metrics = new DoorMetrics(settings, "rabbitmq");
    this.threads =
        new DefaultEventExecutorGroup(
            config.concurrency(), new DefaultThreadFactory("rabbitmq", true));
    this.home = threads.next();
    this.client = new RabbitClient(config, threads, bodyBytesMax);
    metrics.connections(() -> connection == null ? 0 : 1);
  }

  /**
   * Begins to connect; whether that works shows later.
   *
   * @param intake where spans go
   * @param bodyBytesMax of a message; a longer one is thrown away
   */
  static RabbitDoor open(
      Settings settings, RabbitConfig config, TranscodedIntake intake, int bodyBytesMax) {
    RabbitDoor door = new RabbitDoor(settings, config, intake, bodyBytesMax);
    door.home.execute(door::connect);
    return door;
  }

  TranscodedIntake intake() {
    return intake;
  }

  ChunkPool chunks() {
    return chunks;
  }

  int bodyBytesMax() {
    return bodyBytesMax;
  }

  DoorMetrics metrics() {
    return metrics;
  }

  private void connect() {
    if (stopping) {
      return;
    }
    try {
      Connection made = client.connect();
      connection = made;
      made.addShutdownListener(cause -> onHome(() -> lost(made, cause)));
      for (int i = 0; i < config.concurrency(); i++) {
        Channel channel = client.consume(made, one -> new RabbitConsumer(this, one));
        channel.addShutdownListener(cause -> onHome(() -> lost(made, cause)));
      }
      LOG.info("{} reads the queue {} of {}", name, config.queue(), made.getAddress());
      retryMillis = RETRY_MIN_MILLIS;
      warned = false;
    } catch (IOException | TimeoutException | AlreadyClosedException e) {
      giveUp(e);
    }
    if (stopping) {
      finish();
    }
  }

  /** A connection or one of its channels is no more; any number of times for one connection. */
  private void lost(Connection which, Throwable cause) {
    if (connection == which && !stopping) {
      giveUp(cause);
    } else if (connection == which) {
      connection = null;
    }
  }

  private void giveUp(Throwable cause) {
    if (!warned) {
      warned = true;
      LOG.warn(
          "{} can't read the queue {} of {}, and tries again until it can: {}",
          name,
          config.queue(),
          config.addresses(),
          RabbitClient.reason(cause));
    }
    Connection broken = connection;
    connection = null;
    if (broken != null) {
      broken.abort(CLOSE_MILLIS);
    }
    home.schedule(this::connect, retryMillis, TimeUnit.MILLISECONDS);
    retryMillis = Math.min(RETRY_MAX_MILLIS, 2 * retryMillis);
  }

  /** A message is being dealt with. @return false if none is any more */
  boolean enter() {
    inFlight.incrementAndGet();
    if (stopping) {
      inFlight.decrementAndGet();
      onHome(this::finish);
      return false;
    }
    return true;
  }

  /** The spans of a message are accepted, or never will be. Any thread. */
  void acknowledge(Channel channel, long tag) {
    onHome(
        () -> {
          say(() -> channel.basicAck(tag, false));
          exit();
        });
  }

  /** The spans of a message can't be taken now: the broker gives it out again. Any thread. */
  void giveBack(Channel channel, long tag, long afterNanos) {
    onHome(
        () -> {
          if (stopping) {
            say(() -> channel.basicNack(tag, false, true));
          } else {
            // Until then it takes one of the places that the consumer has.
            home.schedule(
                () -> say(() -> channel.basicNack(tag, false, true)),
                afterNanos,
                TimeUnit.NANOSECONDS);
          }
          exit();
        });
  }

  private interface Word {
    void say() throws IOException;
  }

  private static void say(Word word) {
    try {
      word.say();
    } catch (IOException | AlreadyClosedException e) {
      // The broker gives the message out again, on the next connection.
      LOG.debug("a message was not acknowledged", e);
    }
  }

  private void exit() {
    inFlight.decrementAndGet();
    if (stopping) {
      finish();
    }
  }

  private void onHome(Runnable task) {
    if (!home.isShuttingDown()) {
      home.execute(task);
    }
  }

  /** Closes the connection when all is acknowledged: what isn't goes back to the queue. */
  private void finish() {
    if (inFlight.get() == 0 && !closed) {
      Connection open = connection;
      connection = null;
      if (open != null) {
        open.abort(CLOSE_MILLIS);
      }
      closed = true;
      threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  @Override
  public int port() {
    return -1;
  }

  @Override
  public void shutdown() {
    if (!stopping) {
      stopping = true;
      onHome(this::finish);
    }
  }

  /** A connection that is only being made is not waited for. */
  @Override
  public boolean isShutDown() {
    return closed || (stopping && connection == null && inFlight.get() == 0);
  }

  @Override
  public void closeNow() {
    stopping = true;
    Connection open = connection;
    if (open != null) {
      threads.execute(() -> open.abort(CLOSE_MILLIS));
    }
    threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
