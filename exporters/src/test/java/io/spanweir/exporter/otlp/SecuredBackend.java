package io.spanweir.exporter.otlp;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.ExporterFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.net.TlsClientConfig;
import io.spanweir.exporter.http.HttpServer;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.exporter.zipkin.ZipkinExporterFactory;
import io.spanweir.testkit.Ports;
import io.spanweir.testkit.Records;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntSupplier;
import javax.net.ssl.SSLServerSocket;

/** A server behind TLS, and an exporter of its kind. */
final class SecuredBackend implements AutoCloseable {
  /** What spans are sent over. */
  enum Way {
    GRPC("otlp"),
    HTTP("otlp_http"),
    ZIPKIN("zipkin");

    final String type;

    Way(String type) {
      this.type = type;
    }

    Exporter exporter(Settings settings, int port, TlsClientConfig tls) {
      String at = "localhost:" + port;
      return switch (this) {
        case GRPC -> make(new OtlpExporterFactory(), settings, at, tls);
        case HTTP -> make(new OtlpHttpExporterFactory(), settings, "https://" + at, tls);
        case ZIPKIN -> make(new ZipkinExporterFactory(), settings, "https://" + at + "/v2", tls);
      };
    }

    private static <C extends Record> Exporter make(
        ExporterFactory<C> factory, Settings settings, String endpoint, TlsClientConfig tls) {
      RetryConfig soon =
          new RetryConfig(
              true, Duration.ofMillis(20), 0, 1, Duration.ofMillis(50), Duration.ofMillis(800));
      return factory.create(
          settings,
          Records.with(factory.defaultConfig(), "endpoint", endpoint, "tls", tls, "retry", soon));
    }
  }

  private final int port;
  private final IntSupplier requests;
  private final Closeable server;

  /**
   * @param folder where its certificate is, {@code server.crt} with its key
   * @param clients the certificates of clients it asks for; empty to ask for none
   */
  SecuredBackend(Way way, Path folder, String clients) throws IOException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(
            folder.resolve("server.crt").toFile(), folder.resolve("server.key").toFile());
    if (!clients.isEmpty()) {
      builder.trustManager(folder.resolve(clients).toFile()).clientAuth(ClientAuth.REQUIRE);
    }
    if (way == Way.GRPC) {
      GrpcServer grpc = new GrpcServer(0, GrpcSslContexts.configure(builder).build());
      server = grpc::close;
      port = grpc.port();
      requests = grpc.requests::size;
    } else {
      JdkSslContext tls = (JdkSslContext) builder.sslProvider(SslProvider.JDK).build();
      HttpServer http = new HttpServer(listening(tls, !clients.isEmpty()));
      server = http::close;
      port = http.port();
      requests = http.requests::size;
    }
  }

  int port() {
    return port;
  }

  int requests() {
    return requests.getAsInt();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private static SSLServerSocket listening(JdkSslContext tls, boolean asks) throws IOException {
    SSLServerSocket socket =
        (SSLServerSocket)
            tls.context()
                .getServerSocketFactory()
                .createServerSocket(Ports.free(), 50, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(asks);
    return socket;
  }
}
