package io.spanweir.receiver.zipkin;

import io.netty.channel.local.LocalAddress;
import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.Door;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.Guard;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.receiver.grpc.GrpcConfig;
import io.spanweir.receiver.grpc.GrpcDoor;
import io.spanweir.receiver.intake.Intake;
import io.spanweir.receiver.intake.TranscodedIntake;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code zipkin} receiver: HTTP and gRPC at one endpoint as a Zipkin server has, Scribe, and
 * RabbitMQ.
 */
public final class ZipkinReceiver implements Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(ZipkinReceiver.class);

  private final Settings settings;
  private final ZipkinReceiverConfig config;
  private final TranscodedIntake grpcIntake;
  private final ZipkinHttp http;
  private final HttpListeners.Place place;
  private final LocalAddress within;
  private final @Nullable Intake scribeIntake;
  private final @Nullable TranscodedIntake rabbitIntake;
  private final List<Door> doors = new ArrayList<>();
  private @Nullable Door listener;
  private @Nullable Door scribe;
  private boolean stopping;
  private long deadlineNanos;

  ZipkinReceiver(Settings settings, ZipkinReceiverConfig config, Outputs next) {
    this.settings = settings;
    this.config = config;
    int bodyBytesMax = (int) config.maxRequestBodySize().bytes();
    this.grpcIntake = intake(next, "grpc", bodyBytesMax);
    this.within = new LocalAddress(ZipkinReceiver.class);
    this.http = new ZipkinHttp(settings, config, intake(next, "http", bodyBytesMax), within);
    this.scribeIntake = config.scribe() == null ? null : spans(next, "scribe");
    this.rabbitIntake = config.rabbitmq() == null ? null : intake(next, "rabbitmq", bodyBytesMax);
    this.place = settings.listeners().join(settings, config.server(), http);
  }

  private Intake spans(Outputs next, String transport) {
    return new Intake(
        settings, Signal.TRACES, next.get(Signal.TRACES), config.maxSpansPerRequest(), transport);
  }

  private TranscodedIntake intake(Outputs next, String transport, int bodyBytesMax) {
    Intake spans = spans(next, transport);
    boolean parseTags = config.parseStringTags();
    return new TranscodedIntake(
        settings, spans, () -> new ZipkinTranscoder(parseTags), bodyBytesMax);
  }

  private String path() {
    return "receivers::" + settings.id() + "::endpoint";
  }

  @Override
  public synchronized void start() throws IOException {
    try {
      Guard guard = http.open(path());
      doors.add(
          GrpcDoor.openWithin(
              settings,
              GrpcConfig.withMessagesOf(config.maxRequestBodySize()),
              List.of(new ZipkinGrpc(grpcIntake)),
              http.metrics(),
              guard,
              within,
              path()));
      listener = place.open(settings, path());
      doors.add(listener);
      openScribe();
      openRabbit();
    } catch (IOException e) {
      doors.forEach(Door::shutdown);
      doors.forEach(Door::closeNow);
      throw e;
    }
    if (config.tls() == null) {
      warnIfOpen(config.listen(), path());
    }
  }

  private void openScribe() throws IOException {
    ScribeConfig door = config.scribe();
    if (door != null && scribeIntake != null) {
      String path = "receivers::" + settings.id() + "::scribe::endpoint";
      scribe = ScribeDoor.open(settings, door, scribeIntake, config.parseStringTags(), path);
      doors.add(scribe);
      warnIfOpen(door.listen(), path);
    }
  }

  private void openRabbit() {
    RabbitConfig door = config.rabbitmq();
    if (door != null && rabbitIntake != null) {
      int bodyBytesMax = (int) config.maxRequestBodySize().bytes();
      doors.add(RabbitDoor.open(settings, door, rabbitIntake, bodyBytesMax));
    }
  }

  private void warnIfOpen(Endpoint endpoint, String path) throws IOException {
    if (endpoint.isOpenToOthers(path)) {
      LOG.warn(
          "{} is open to other machines without TLS: anybody who reaches {} can send spans, and read"
              + " them on the way ({})",
          settings.id(),
          endpoint,
          path);
    }
  }

  /** The port that is listened on; -1 before {@link #start}. */
  public synchronized int port() {
    return listener == null ? -1 : listener.port();
  }

  /** The port that Scribe is listened for on; -1 if it isn't. After {@link #start}. */
  public synchronized int scribePort() {
    return scribe == null ? -1 : scribe.port();
  }

  @Override
  public synchronized void shutdown(long deadline) {
    if (!stopping) {
      stopping = true;
      deadlineNanos = deadline;
      doors.forEach(Door::shutdown);
    }
  }

  @Override
  public synchronized boolean isShutDown() {
    if (!stopping) {
      return doors.isEmpty();
    }
    boolean done = true;
    for (Door door : doors) {
      done &= door.isShutDown();
    }
    if (!done && settings.loops().clock().nanoTime() - deadlineNanos >= 0) {
      doors.forEach(Door::closeNow);
      return true;
    }
    return done;
  }
}
