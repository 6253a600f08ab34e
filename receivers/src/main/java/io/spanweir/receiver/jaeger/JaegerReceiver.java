package io.spanweir.receiver.jaeger;

import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.Coding;
import io.spanweir.core.door.Door;
import io.spanweir.core.door.Doors;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.door.HttpRoute;
import io.spanweir.core.door.HttpServerSettings;
import io.spanweir.core.door.Outcome;
import io.spanweir.core.net.OpenAddress;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.receiver.grpc.GrpcDoor;
import io.spanweir.receiver.intake.Intake;
import io.spanweir.receiver.intake.TranscodedIntake;
import io.spanweir.receiver.intake.TranscodedMethod;
import io.spanweir.receiver.jaeger.JaegerReceiverConfig.Protocols;
import io.spanweir.receiver.jaeger.ThriftTranscoder.Form;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code jaeger} receiver: its doors, each opened if it is named, and what they share. */
public final class JaegerReceiver implements Receiver {
  static final String TRACES_PATH = "/api/traces";

  /** A question has no body. */
  private static final int QUESTION_BYTES_MAX = 1 << 10;

  private final Settings settings;
  private final Protocols protocols;
  private final Outputs next;
  private final ClientDrops drops;
  private final @Nullable HttpSide http;
  private final HttpListeners.@Nullable Place httpPlace;
  private final HttpListeners.@Nullable Place samplingPlace;
  private final Doors doors;

  JaegerReceiver(Settings settings, JaegerReceiverConfig config, Outputs next) {
    this.settings = settings;
    this.protocols = config.protocols();
    this.next = next;
    this.doors = new Doors(settings);
    this.drops = new ClientDrops(settings);
    HttpConfig httpConfig = protocols.thriftHttp();
    this.http = httpConfig == null ? null : http(httpConfig);
    this.httpPlace =
        httpConfig == null || http == null
            ? null
            : settings.listeners().join(settings, httpConfig.server(), http);
    SamplingConfig sampling = protocols.samplingHttp();
    this.samplingPlace =
        sampling == null
            ? null
            : settings
                .listeners()
                .join(settings, HttpServerSettings.of(sampling.listen(), null), sampling());
    if (protocols.grpc() != null) {
      doors.claim(protocols.grpc().listen(), "protocols.grpc.endpoint");
    }
  }

  /** The way in of one door, whose transport is called as in the Collector. */
  private Intake intake(String transport) {
    return intake(transport, Outcome.ACCEPTED);
  }

  private Intake intake(String transport, Outcome noneGood) {
    return new Intake(
        settings,
        Signal.TRACES,
        next.get(Signal.TRACES),
        OtlpIndexer.SPANS_MAX_DEFAULT,
        transport,
        noneGood);
  }

  private ThriftTranscoder binaryStructs() {
    return new ThriftTranscoder(Form.BINARY_STRUCT, drops::note);
  }

  private HttpSide http(HttpConfig config) {
    int bytesMax = config.door().bodyBytesMax();
    HttpRoute traces =
        new ThriftRoute(
            new TranscodedIntake(
                settings,
                intake("collector_http", Outcome.MALFORMED),
                this::binaryStructs,
                bytesMax));
    return new HttpSide(
        settings,
        bytesMax,
        config.door().codings(),
        config.door().auth(),
        "collector_http",
        Map.of(
            "POST " + TRACES_PATH,
            traces,
            "GET /api/sampling",
            Sampling.strategy(),
            "GET /api/baggageRestrictions",
            Sampling.baggage()),
        traces,
        "traces are posted to " + TRACES_PATH);
  }

  private HttpSide sampling() {
    HttpRoute strategy = Sampling.strategy();
    return new HttpSide(
        settings,
        QUESTION_BYTES_MAX,
        Set.of(Coding.IDENTITY),
        null,
        "sampling_http",
        Map.of(
            "GET /sampling",
            strategy,
            "GET /",
            Sampling.oldStrategy(),
            "GET /baggageRestrictions",
            Sampling.baggage()),
        strategy,
        "strategies are asked for at /sampling");
  }

  @Override
  public void start() throws IOException {
    doors.open(
        this::openGrpc,
        this::openHttp,
        () -> openUdp("thrift_compact", protocols.thriftCompact(), Form.COMPACT_MESSAGE),
        () -> openUdp("thrift_binary", protocols.thriftBinary(), Form.BINARY_MESSAGE),
        this::openSampling);
  }

  private void openGrpc() throws IOException {
    GrpcConfig config = protocols.grpc();
    if (config == null) {
      return;
    }
    int bytesMax = config.door().messageBytesMax();
    TranscodedIntake batches =
        new TranscodedIntake(settings, intake("grpc"), ProtoTranscoder::new, bytesMax);
    String path = path("grpc");
    Door door =
        GrpcDoor.open(
            settings,
            config.listen(),
            config.door(),
            List.of(
                new TranscodedMethod("jaeger.api_v2.CollectorService", "PostSpans", batches),
                Sampling.method()),
            path);
    doors.add("grpc", door, config.listen(), path, config.door().tls() != null);
  }

  private void openHttp() throws IOException {
    HttpConfig config = protocols.thriftHttp();
    if (config == null || http == null || httpPlace == null) {
      return;
    }
    String path = path("thrift_http");
    http.open(path);
    Door door = httpPlace.open(settings, path);
    doors.add("thrift_http", door, config.listen(), path, config.door().tls() != null);
  }

  private void openUdp(String protocol, @Nullable UdpConfig config, Form form) throws IOException {
    if (config == null) {
      return;
    }
    boolean compact = form == Form.COMPACT_MESSAGE;
    Endpoint endpoint = config.listen(compact ? UdpConfig.COMPACT_PORT : UdpConfig.BINARY_PORT);
    String transport = "udp_" + protocol;
    String path = path(protocol);
    Door door =
        UdpDoor.open(
            settings,
            config,
            endpoint,
            new ThriftTranscoder(form, drops::note),
            intake(transport),
            transport,
            path);
    doors.add(protocol, door, endpoint, path, false);
  }

  private void openSampling() throws IOException {
    SamplingConfig config = protocols.samplingHttp();
    if (config != null && samplingPlace != null) {
      String path = path("sampling_http");
      doors.add("sampling_http", samplingPlace.open(settings, path));
      if (config.listen().isOpenToOthers(path)) {
        String what = settings.id() + "'s sampling_http";
        OpenAddress.say(what, config.listen(), "ask how much to sample", path);
      }
    }
  }

  private String path(String protocol) {
    return "receivers::" + settings.id() + "::protocols::" + protocol + "::endpoint";
  }

  /** The port of a door by its key; -1 if it isn't open. After {@link #start}. */
  public int port(String protocol) {
    return doors.port(protocol);
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
