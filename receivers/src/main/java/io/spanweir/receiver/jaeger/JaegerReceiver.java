package io.spanweir.receiver.jaeger;

import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.Coding;
import io.spanweir.core.door.Door;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.door.HttpRoute;
import io.spanweir.core.door.HttpServerSettings;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.receiver.grpc.GrpcDoor;
import io.spanweir.receiver.intake.Intake;
import io.spanweir.receiver.intake.TranscodedIntake;
import io.spanweir.receiver.jaeger.JaegerReceiverConfig.Protocols;
import io.spanweir.receiver.jaeger.ThriftTranscoder.Form;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The {@code jaeger} receiver: its doors, each opened if it is named, and what they share. */
public final class JaegerReceiver implements Receiver {
  static final String TRACES_PATH = "/api/traces";

  private static final Logger LOG = LoggerFactory.getLogger(JaegerReceiver.class);

  /** A question has no body. */
  private static final int QUESTION_BYTES_MAX = 1 << 10;

  private final Settings settings;
  private final Protocols protocols;
  private final Outputs next;
  private final ClientDrops drops;
  private final @Nullable HttpSide http;
  private final HttpListeners.@Nullable Place httpPlace;
  private final HttpListeners.@Nullable Place samplingPlace;
  private final Map<String, Door> doors = new LinkedHashMap<>();
  private boolean stopping;
  private long deadlineNanos;

  JaegerReceiver(Settings settings, JaegerReceiverConfig config, Outputs next) {
    this.settings = settings;
    this.protocols = config.protocols();
    this.next = next;
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
  }

  /** The way in of one door, whose transport is called as in the Collector. */
  private Intake intake(String transport) {
    return new Intake(
        settings, Signal.TRACES, next.get(Signal.TRACES), OtlpIndexer.SPANS_MAX_DEFAULT, transport);
  }

  private ThriftTranscoder binaryStructs() {
    return new ThriftTranscoder(Form.BINARY_STRUCT, drops::note);
  }

  private HttpSide http(HttpConfig config) {
    int bytesMax = (int) config.maxRequestBodySize().bytes();
    HttpRoute traces =
        new ThriftRoute(
            new TranscodedIntake(
                settings, intake("collector_http"), this::binaryStructs, bytesMax));
    return new HttpSide(
        settings,
        bytesMax,
        config.codings(),
        config.auth(),
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
  public synchronized void start() throws IOException {
    IOException failure = null;
    for (Opening opening : openings()) {
      try {
        opening.open();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      doors.values().forEach(Door::shutdown);
      doors.values().forEach(Door::closeNow);
      throw failure;
    }
  }

  /** Opens a door, if it is named. */
  private interface Opening {
    void open() throws IOException;
  }

  private List<Opening> openings() {
    return List.of(
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
    int bytesMax = config.server().messageBytesMax();
    TranscodedIntake batches =
        new TranscodedIntake(settings, intake("grpc"), ProtoTranscoder::new, bytesMax);
    String path = path("grpc");
    Door door =
        GrpcDoor.open(
            settings, config.server(), List.of(new PostSpans(batches), Sampling.method()), path);
    opened("grpc", door, config.listen(), config.tls() != null);
  }

  private void openHttp() throws IOException {
    HttpConfig config = protocols.thriftHttp();
    if (config == null || http == null || httpPlace == null) {
      return;
    }
    String path = path("thrift_http");
    http.open(path);
    opened("thrift_http", httpPlace.open(settings, path), config.listen(), config.tls() != null);
  }

  private void openUdp(String protocol, @Nullable UdpConfig config, Form form) throws IOException {
    if (config == null) {
      return;
    }
    boolean compact = form == Form.COMPACT_MESSAGE;
    Endpoint endpoint = config.listen(compact ? UdpConfig.COMPACT_PORT : UdpConfig.BINARY_PORT);
    String transport = "udp_" + protocol;
    Door door =
        UdpDoor.open(
            settings,
            config,
            endpoint,
            new ThriftTranscoder(form, drops::note),
            intake(transport),
            transport,
            path(protocol));
    opened(protocol, door, endpoint, false);
  }

  private void openSampling() throws IOException {
    SamplingConfig config = protocols.samplingHttp();
    if (config != null && samplingPlace != null) {
      String path = path("sampling_http");
      doors.put("sampling_http", samplingPlace.open(settings, path));
    }
  }

  private void opened(String protocol, Door door, Endpoint endpoint, boolean secured)
      throws IOException {
    doors.put(protocol, door);
    // Whoever starts the process is told the configured address; only a free port is news.
    LOG.atLevel(endpoint.port() == 0 ? Level.INFO : Level.DEBUG)
        .log(
            "{} listens for {} on {} port {}",
            settings.id(),
            protocol,
            endpoint.host(),
            door.port());
    if (!secured && endpoint.isOpenToOthers(path(protocol))) {
      LOG.warn(
          "{} is open to other machines without TLS: anybody who reaches {} can send spans, and read"
              + " them on the way ({})",
          settings.id(),
          endpoint,
          path(protocol));
    }
  }

  private String path(String protocol) {
    return "receivers::" + settings.id() + "::protocols::" + protocol + "::endpoint";
  }

  /** The port of a door by its key; -1 if it isn't open. After {@link #start}. */
  public synchronized int port(String protocol) {
    Door door = doors.get(protocol);
    return door == null ? -1 : door.port();
  }

  @Override
  public synchronized void shutdown(long deadline) {
    if (!stopping) {
      stopping = true;
      deadlineNanos = deadline;
      doors.values().forEach(Door::shutdown);
    }
  }

  @Override
  public synchronized boolean isShutDown() {
    if (!stopping) {
      return doors.isEmpty();
    }
    boolean done = true;
    for (Door door : doors.values()) {
      done &= door.isShutDown();
    }
    if (!done && settings.loops().clock().nanoTime() - deadlineNanos >= 0) {
      doors.values().forEach(Door::closeNow);
      return true;
    }
    return done;
  }
}
