package io.spanweir.bench.sink;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The OTLP trace service for a handler that takes the bytes of a message while they stream in. */
public final class RawExport {
  static final String SERVICE = "opentelemetry.proto.collector.trace.v1.TraceService";

  private RawExport() {}

  /** Takes one message. */
  public interface Handler {
    /** Reads the message to its end; called on the transport's thread. */
    void onMessage(InputStream message) throws IOException;
  }

  /** Returns a service that answers every export with success once the handler returned. */
  public static ServerServiceDefinition service(Handler handler) {
    MethodDescriptor<Boolean, Boolean> export =
        MethodDescriptor.<Boolean, Boolean>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Export"))
            .setRequestMarshaller(new HandlingMarshaller(handler))
            .setResponseMarshaller(new HandlingMarshaller(InputStream::close))
            .build();
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(
            export,
            ServerCalls.asyncUnaryCall(
                (request, responses) -> {
                  responses.onNext(true);
                  responses.onCompleted();
                }))
        .build();
  }

  private record HandlingMarshaller(Handler handler)
      implements MethodDescriptor.Marshaller<Boolean> {
    @Override
    public InputStream stream(Boolean value) {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public Boolean parse(InputStream stream) {
      try {
        handler.onMessage(stream);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return true;
    }
  }
}
