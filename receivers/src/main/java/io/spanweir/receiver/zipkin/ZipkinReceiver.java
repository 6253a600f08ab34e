package io.spanweir.receiver.zipkin;

import io.netty.channel.local.LocalAddress;
import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.Door;
import io.spanweir.core.door.Doors;
import io.spanweir.core.door.Guard;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.door.Outcome;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.receiver.grpc.GrpcDoor;
import io.spanweir.receiver.grpc.GrpcDoorConfig;
import io.spanweir.receiver.intake.Intake;
import io.spanweir.receiver.intake.TranscodedIntake;
import io.spanweir.receiver.intake.TranscodedMethod;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code zipkin} receiver: HTTP and gRPC at one endpoint as a Zipkin server has, Scribe, and
 * RabbitMQ.
 */
public final class ZipkinReceiver implements Receiver {
  private static final String LISTENER = "Zipkin";
  private static final String SCRIBE = "Scribe";

  private final Settings settings;
  private final ZipkinReceiverConfig config;
  private final TranscodedIntake grpcIntake;
  private final ZipkinHttp http;
  private final HttpListeners.Place place;
  private final LocalAddress within;
  private final @Nullable Intake scribeIntake;
  private final @Nullable TranscodedIntake rabbitIntake;
  private final Doors doors;

  ZipkinReceiver(Settings settings, ZipkinReceiverConfig config, Outputs next) {
    this.settings = settings;
    this.config = config;
    this.doors = new Doors(settings);
    int bodyBytesMax = config.door().bodyBytesMax();
    this.grpcIntake = intake(next, "grpc", Outcome.MALFORMED, bodyBytesMax);
    this.within = new LocalAddress(ZipkinReceiver.class);
    this.http =
        new ZipkinHttp(
            settings, config, intake(next, "http", Outcome.MALFORMED, bodyBytesMax), within);
    this.scribeIntake = config.scribe() == null ? null : spans(next, "scribe", Outcome.ACCEPTED);
    this.rabbitIntake =
        config.rabbitmq() == null ? null : intake(next, "rabbitmq", Outcome.ACCEPTED, bodyBytesMax);
    this.place = settings.listeners().join(settings, config.server(), http);
    if (config.scribe() != null) {
      doors.claim(config.scribe().listen(), "scribe.endpoint");
    }
  }

  /** The way in of one door; over HTTP and gRPC a list without a good span is answered so. */
  private Intake spans(Outputs next, String transport, Outcome noneGood) {
    return new Intake(
        settings,
        Signal.TRACES,
        next.get(Signal.TRACES),
        config.maxSpansPerRequest(),
        transport,
        noneGood);
  }

  private TranscodedIntake intake(
      Outputs next, String transport, Outcome noneGood, int bodyBytesMax) {
    Intake spans = spans(next, transport, noneGood);
    boolean parseTags = config.parseStringTags();
    return new TranscodedIntake(
        settings, spans, () -> new ZipkinTranscoder(parseTags), bodyBytesMax);
  }

  private String path() {
    return "receivers::" + settings.id() + "::endpoint";
  }

  @Override
  public void start() throws IOException {
    doors.open(this::openAll);
  }

  private void openAll() throws IOException {
    openListener();
    openScribe();
    openRabbit();
  }

  private void openListener() throws IOException {
    Guard guard = http.open(path());
    doors.add(
        "gRPC",
        GrpcDoor.openWithin(
            settings,
            GrpcDoorConfig.withMessagesOf(config.door().maxRequestBodySize()),
            List.of(new TranscodedMethod("zipkin.proto3.SpanService", "Report", grpcIntake)),
            http.metrics(),
            guard,
            within,
            path()));
    Door listener = place.open(settings, path());
    doors.add(LISTENER, listener, config.listen(), path(), config.door().tls() != null);
  }

  private void openScribe() throws IOException {
    ScribeConfig door = config.scribe();
    if (door != null && scribeIntake != null) {
      String path = "receivers::" + settings.id() + "::scribe::endpoint";
      Door scribe = ScribeDoor.open(settings, door, scribeIntake, config.parseStringTags(), path);
      doors.add(SCRIBE, scribe, door.listen(), path, false);
    }
  }

  private void openRabbit() {
    RabbitConfig door = config.rabbitmq();
    if (door != null && rabbitIntake != null) {
      int bodyBytesMax = config.door().bodyBytesMax();
      doors.add("RabbitMQ", RabbitDoor.open(settings, door, rabbitIntake, bodyBytesMax));
    }
  }

  /** The port that is listened on; -1 before {@link #start}. */
  public int port() {
    return doors.port(LISTENER);
  }

  /** The port that Scribe is listened for on; -1 if it isn't. After {@link #start}. */
  public int scribePort() {
    return doors.port(SCRIBE);
  }

  @Override
  public void shutdown(long deadline) {
    doors.shutdown(deadline);
  }

  @Override
  public boolean isShutDown() {
    return doors.isShutDown();
  }
}
