package io.spanweir.bench.sink;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** Sends bodies one after the other over gRPC; one that is refused for now is sent again. */
public final class RawClient implements AutoCloseable {
  private static final long RETRY_MILLIS = 20;

  private static final MethodDescriptor<byte[], byte[]> EXPORT =
      MethodDescriptor.newBuilder(new Bytes(), new Bytes())
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(RawExport.SERVICE, "Export"))
          .build();

  private final ManagedChannel channel;
  private long refusals;

  /** Connects to a port of the loopback interface, when there is something to send. */
  public RawClient(int port) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  /** Sends a request without spans, so that the first one with spans waits for nothing. */
  public void warmUp() throws InterruptedException {
    send(new byte[0]);
  }

  /** Sends a body until it is taken. @return the body of the answer */
  public byte[] send(byte[] body) throws InterruptedException {
    while (true) {
      try {
        return ClientCalls.blockingUnaryCall(channel, EXPORT, CallOptions.DEFAULT, body);
      } catch (StatusRuntimeException e) {
        Status.Code code = e.getStatus().getCode();
        if (code != Status.Code.RESOURCE_EXHAUSTED && code != Status.Code.UNAVAILABLE) {
          throw e;
        }
        refusals++;
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      }
    }
  }

  /** How often it was told to come again. */
  public long refusals() {
    return refusals;
  }

  @Override
  public void close() {
    channel.shutdownNow();
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
        throw new UncheckedIOException(e);
      }
    }
  }
}
