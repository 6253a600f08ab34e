package io.spanweir.exporter.otlp;

import com.github.luben.zstd.ZstdInputStream;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.SslContext;
import io.spanweir.testkit.Ports;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A gRPC server on loopback that takes OTLP as bytes and answers by script, else with OK. */
final class GrpcServer implements AutoCloseable {
  private static final String SERVICE = "opentelemetry.proto.collector.trace.v1.TraceService";

  final List<byte[]> requests = new CopyOnWriteArrayList<>();
  final List<Metadata> headers = new CopyOnWriteArrayList<>();
  final List<String> authorities = new CopyOnWriteArrayList<>();
  final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  volatile Function<byte[], Reply> replier =
      request -> {
        Reply reply = replies.poll();
        return reply == null ? Reply.ok(new byte[0]) : reply;
      };
  private final Server server;

  /** What a call is answered with; null messages for none, null status for no end. */
  record Reply(@Nullable Status status, Metadata trailers, List<byte[]> messages) {
    static Reply ok(byte[]... messages) {
      return new Reply(Status.OK, new Metadata(), List.of(messages));
    }

    static Reply error(Status status, byte @Nullable [] details) {
      Metadata trailers = new Metadata();
      if (details != null) {
        trailers.put(Answer.DETAILS, details);
      }
      return new Reply(status, trailers, List.of());
    }

    static Reply silence() {
      return new Reply(null, new Metadata(), List.of());
    }
  }

  GrpcServer(int port, @Nullable SslContext tls) throws IOException {
    MethodDescriptor<byte[], byte[]> export =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
            .setFullMethodName(SERVICE + "/Export")
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address(port))
            .addService(
                ServerServiceDefinition.builder(SERVICE).addMethod(export, new Handler()).build())
            .decompressorRegistry(
                DecompressorRegistry.getDefaultInstance().with(new Unzstd(), true))
            .maxInboundMessageSize(64 << 20);
    if (tls != null) {
      builder.sslContext(tls);
    }
    server = startWithin(builder, port == 0 ? 0 : 10_000);
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port == 0 ? Ports.free() : port);
  }

  /** A port that was just used may be taken for a moment: by a listener still closing. */
  private static Server startWithin(NettyServerBuilder builder, int millis) throws IOException {
    for (int waited = 0; ; waited += 20) {
      try {
        return builder.build().start();
      } catch (IOException e) {
        if (waited >= millis) {
          throw e;
        }
        try {
          Thread.sleep(20);
        } catch (InterruptedException interrupted) {
          throw new IOException(interrupted);
        }
      }
    }
  }

  static GrpcServer plain(int port) throws IOException {
    return new GrpcServer(port, null);
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Handler implements ServerCallHandler<byte[], byte[]> {
    @Override
    public ServerCall.Listener<byte[]> startCall(ServerCall<byte[], byte[]> call, Metadata sent) {
      headers.add(sent);
      authorities.add(call.getAuthority());
      call.request(2);
      return new ServerCall.Listener<>() {
        private byte[] request = new byte[0];

        @Override
        public void onMessage(byte[] message) {
          request = message;
          requests.add(message);
        }

        @Override
        public void onHalfClose() {
          answer(call, replier.apply(request));
        }
      };
    }
  }

  private static void answer(ServerCall<byte[], byte[]> call, Reply reply) {
    if (reply.status() == null) {
      return;
    }
    if (!reply.messages().isEmpty()) {
      call.sendHeaders(new Metadata());
      reply.messages().forEach(call::sendMessage);
    }
    call.close(reply.status(), reply.trailers());
  }

  private static final class Unzstd implements Decompressor {
    @Override
    public String getMessageEncoding() {
      return "zstd";
    }

    @Override
    public InputStream decompress(InputStream compressed) throws IOException {
      return new ZstdInputStream(compressed);
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
