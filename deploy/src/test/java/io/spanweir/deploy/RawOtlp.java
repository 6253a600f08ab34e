package io.spanweir.deploy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** OTLP over gRPC whose bodies are bytes: what no library would write or read. */
final class RawOtlp {
  private static final String SERVICE = "opentelemetry.proto.collector.trace.v1.TraceService";

  private static final MethodDescriptor<byte[], byte[]> EXPORT =
      RawBytes.unary(MethodDescriptor.generateFullMethodName(SERVICE, "Export"));

  private RawOtlp() {}

  /** Sends bodies, one after the other. */
  static final class Client implements AutoCloseable {
    private final ManagedChannel channel;

    Client(int port) {
      channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    /**
     * Sends one body and waits for the answer.
     *
     * @return the answer's body
     * @throws io.grpc.StatusRuntimeException if it is another one than OK
     */
    byte[] export(byte[] body) {
      return ClientCalls.blockingUnaryCall(channel, EXPORT, CallOptions.DEFAULT, body);
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }

  /** Keeps bodies and answers each with bytes. */
  static final class Backend implements AutoCloseable {
    final List<byte[]> bodies = new CopyOnWriteArrayList<>();
    private final Server server;

    Backend(UnaryOperator<byte[]> answer) throws IOException {
      ServerServiceDefinition service =
          ServerServiceDefinition.builder(SERVICE)
              .addMethod(
                  EXPORT,
                  ServerCalls.asyncUnaryCall(
                      (body, observer) -> {
                        bodies.add(body);
                        observer.onNext(answer.apply(body));
                        observer.onCompleted();
                      }))
              .build();
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .addService(service)
              .build()
              .start();
    }

    int port() {
      return server.getPort();
    }

    @Override
    public void close() {
      server.shutdownNow();
    }
  }
}
