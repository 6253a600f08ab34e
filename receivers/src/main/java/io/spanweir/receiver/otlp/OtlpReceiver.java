package io.spanweir.receiver.otlp;

import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.Door;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.receiver.grpc.GrpcConfig;
import io.spanweir.receiver.grpc.GrpcDoor;
import io.spanweir.receiver.intake.Intake;
import io.spanweir.receiver.intake.Intakes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The {@code otlp} receiver: up to two doors, and what they do together. */
public final class OtlpReceiver implements Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(OtlpReceiver.class);

  private final Settings settings;
  private final OtlpReceiverConfig config;
  private final @Nullable Intakes grpcIntakes;
  private final @Nullable HttpExport httpExport;
  private final HttpListeners.@Nullable Place httpPlace;
  private final List<Door> doors = new ArrayList<>();
  private @Nullable Door grpc;
  private @Nullable Door http;
  private boolean stopping;
  private long deadlineNanos;

  OtlpReceiver(Settings settings, OtlpReceiverConfig config, Outputs next) {
    this.settings = settings;
    this.config = config;
    int spansMax = config.maxSpansPerRequest();
    this.grpcIntakes =
        config.protocols().grpc() == null ? null : new Intakes(settings, next, spansMax, "grpc");
    HttpConfig http = config.protocols().http();
    this.httpExport =
        http == null
            ? null
            : new HttpExport(settings, http, new Intakes(settings, next, spansMax, "http"));
    this.httpPlace =
        http == null || httpExport == null
            ? null
            : settings.listeners().join(settings, http.server(), httpExport);
  }

  @Override
  public synchronized void start() throws IOException {
    GrpcConfig grpcConfig = config.protocols().grpc();
    HttpConfig httpConfig = config.protocols().http();
    IOException failure = null;
    if (grpcConfig != null) {
      try {
        openGrpc(grpcConfig);
      } catch (IOException e) {
        failure = e;
      }
    }
    if (httpConfig != null && httpPlace != null) {
      try {
        openHttp(httpPlace, httpConfig);
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      doors.forEach(Door::shutdown);
      doors.forEach(Door::closeNow);
      throw failure;
    }
  }

  private void openGrpc(GrpcConfig door) throws IOException {
    String path = path("grpc");
    List<GrpcExportMethod> methods = grpcIntakes == null ? List.of() : methods(grpcIntakes);
    grpc = GrpcDoor.open(settings, door, methods, path);
    opened(grpc, "gRPC", door.listen(), path, door.tls() != null);
  }

  private static List<GrpcExportMethod> methods(Intakes intakes) {
    List<GrpcExportMethod> methods = new ArrayList<>();
    for (Signal signal : intakes.signals()) {
      Intake intake = intakes.of(signal);
      if (intake != null) {
        methods.add(new GrpcExportMethod(signal, intake));
      }
    }
    return methods;
  }

  private void openHttp(HttpListeners.Place place, HttpConfig config) throws IOException {
    String path = path("http");
    if (httpExport != null) {
      httpExport.open(path);
    }
    http = place.open(settings, path);
    opened(http, "HTTP", config.listen(), path, config.tls() != null);
  }

  private void opened(Door door, String protocol, Endpoint endpoint, String path, boolean secured)
      throws IOException {
    doors.add(door);
    // Whoever starts the process is told the configured address; only a free port is news.
    LOG.atLevel(endpoint.port() == 0 ? Level.INFO : Level.DEBUG)
        .log(
            "{} listens for OTLP/{} on {} port {}",
            settings.id(),
            protocol,
            endpoint.host(),
            door.port());
    if (!secured && endpoint.isOpenToOthers(path)) {
      LOG.warn(
          "{} is open to other machines without TLS: anybody who reaches {} can send spans, and read"
              + " them on the way ({})",
          settings.id(),
          endpoint,
          path);
    }
  }

  private String path(String protocol) {
    return "receivers::" + settings.id() + "::protocols::" + protocol + "::endpoint";
  }

  /** The port that OTLP/gRPC is listened for on; -1 if it isn't. After {@link #start}. */
  public synchronized int grpcPort() {
    return grpc == null ? -1 : grpc.port();
  }

  /** The port that OTLP/HTTP is listened for on; -1 if it isn't. After {@link #start}. */
  public synchronized int httpPort() {
    return http == null ? -1 : http.port();
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
