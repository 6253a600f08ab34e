package io.spanweir.receiver.otlp;

import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.Door;
import io.spanweir.core.door.Doors;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.receiver.grpc.GrpcDoor;
import io.spanweir.receiver.intake.Intake;
import io.spanweir.receiver.intake.Intakes;
import io.spanweir.receiver.otlp.OtlpReceiverConfig.Protocols;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code otlp} receiver: up to two doors, and what they do together. */
public final class OtlpReceiver implements Receiver {
  private static final String GRPC = "OTLP/gRPC";
  private static final String HTTP = "OTLP/HTTP";

  private final Settings settings;
  private final Protocols protocols;
  private final @Nullable Intakes grpcIntakes;
  private final @Nullable HttpExport httpExport;
  private final HttpListeners.@Nullable Place httpPlace;
  private final Doors doors;

  OtlpReceiver(Settings settings, OtlpReceiverConfig config, Outputs next) {
    this.settings = settings;
    this.protocols = config.protocols();
    this.doors = new Doors(settings);
    int spansMax = config.maxSpansPerRequest();
    this.grpcIntakes =
        protocols.grpc() == null ? null : new Intakes(settings, next, spansMax, "grpc");
    HttpConfig http = protocols.http();
    this.httpExport =
        http == null
            ? null
            : new HttpExport(settings, http, new Intakes(settings, next, spansMax, "http"));
    this.httpPlace =
        http == null || httpExport == null
            ? null
            : settings.listeners().join(settings, http.server(), httpExport);
    if (protocols.grpc() != null) {
      doors.claim(protocols.grpc().listen(), "protocols.grpc.endpoint");
    }
  }

  @Override
  public void start() throws IOException {
    doors.open(this::openGrpc, this::openHttp);
  }

  private void openGrpc() throws IOException {
    GrpcConfig config = protocols.grpc();
    if (config == null || grpcIntakes == null) {
      return;
    }
    String path = path("grpc");
    Door grpc =
        GrpcDoor.open(settings, config.listen(), config.door(), methods(grpcIntakes, config), path);
    doors.add(GRPC, grpc, config.listen(), path, config.door().tls() != null);
  }

  private static List<GrpcExportMethod> methods(Intakes intakes, GrpcConfig config) {
    List<GrpcExportMethod> methods = new ArrayList<>();
    for (Signal signal : intakes.signals()) {
      Intake intake = intakes.of(signal);
      if (intake != null) {
        methods.add(new GrpcExportMethod(signal, intake, config.includeMetadata()));
      }
    }
    return methods;
  }

  private void openHttp() throws IOException {
    HttpConfig config = protocols.http();
    if (config == null || httpExport == null || httpPlace == null) {
      return;
    }
    String path = path("http");
    httpExport.open(path);
    Door http = httpPlace.open(settings, path);
    doors.add(HTTP, http, config.listen(), path, config.door().tls() != null);
  }

  private String path(String protocol) {
    return "receivers::" + settings.id() + "::protocols::" + protocol + "::endpoint";
  }

  /** The port that OTLP/gRPC is listened for on; -1 if it isn't. After {@link #start}. */
  public int grpcPort() {
    return doors.port(GRPC);
  }

  /** The port that OTLP/HTTP is listened for on; -1 if it isn't. After {@link #start}. */
  public int httpPort() {
    return doors.port(HTTP);
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
