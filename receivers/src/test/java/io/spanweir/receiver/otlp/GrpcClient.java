package io.spanweir.receiver.otlp;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An OTLP/gRPC sender that sends whatever bytes it is given. */
final class GrpcClient implements AutoCloseable {
  static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private static final String TRACES = "opentelemetry.proto.collector.trace.v1.TraceService/Export";

  private final int port;
  private final ManagedChannel channel;

  /** What a call came to; the message is empty without one. */
  record Answer(Status status, Metadata trailers, ByteString message) {
    Status.Code code() {
      return status.getCode();
    }
  }

  GrpcClient(int port) {
    this.port = port;
    channel = channel(port, CompressorRegistry.getDefaultInstance());
  }

  private static ManagedChannel channel(int port, CompressorRegistry compressors) {
    return NettyChannelBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .usePlaintext()
        .directExecutor()
        .compressorRegistry(compressors)
        .build();
  }

  Answer send(byte[] body) throws Exception {
    return send(TRACES, body, false);
  }

  Answer sendGzip(byte[] body) throws Exception {
    return send(TRACES, body, true);
  }

  /** Sends a body that is encoded already, or only says so. */
  Answer sendEncoded(String coding, byte[] encoded) throws Exception {
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    registry.register(new Encoded(coding));
    ManagedChannel encoding = channel(port, registry);
    try {
      return send(encoding, CallOptions.DEFAULT.withCompression(coding), encoded);
    } finally {
      encoding.shutdownNow();
    }
  }

  /** Sends over a channel of the test's own. */
  static Answer send(ManagedChannel channel, CallOptions options, byte[] body) throws Exception {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call = start(channel.newCall(method(TRACES), options), answer);
    call.request(2);
    call.sendMessage(body);
    call.halfClose();
    return answer.get(30, TimeUnit.SECONDS);
  }

  private record Encoded(String coding) implements Compressor {
    @Override
    public String getMessageEncoding() {
      return coding;
    }

    @Override
    public OutputStream compress(OutputStream out) {
      return out;
    }
  }

  Answer send(String method, byte[] body, boolean gzip) throws Exception {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call = start(method, gzip, answer);
    call.request(2);
    call.sendMessage(body);
    call.halfClose();
    return answer.get(30, TimeUnit.SECONDS);
  }

  /** Starts a call; the test does the rest. */
  ClientCall<byte[], byte[]> start(String method, boolean gzip, CompletableFuture<Answer> answer) {
    CallOptions options = CallOptions.DEFAULT;
    return start(
        channel.newCall(method(method), gzip ? options.withCompression("gzip") : options), answer);
  }

  private static ClientCall<byte[], byte[]> start(
      ClientCall<byte[], byte[]> call, CompletableFuture<Answer> answer) {
    call.start(
        new ClientCall.Listener<>() {
          private ByteString message = ByteString.EMPTY;

          @Override
          public void onMessage(byte[] bytes) {
            message = ByteString.copyFrom(bytes);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            answer.complete(new Answer(status, trailers, message));
          }
        },
        new Metadata());
    return call;
  }

  ClientCall<byte[], byte[]> start(CompletableFuture<Answer> answer) {
    return start(TRACES, false, answer);
  }

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNKNOWN)
        .setFullMethodName(name)
        .setRequestMarshaller(new BytesMarshaller())
        .setResponseMarshaller(new BytesMarshaller())
        .build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static final class BytesMarshaller implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
