package io.spanweir.receiver.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ClientInfo;
import io.spanweir.core.door.Answerer;
import io.spanweir.core.door.Coding;
import io.spanweir.core.door.DoorLoop;
import io.spanweir.core.door.HttpBytes;
import io.spanweir.core.door.Inflation;
import io.spanweir.core.door.Outcome;
import io.spanweir.core.door.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * One gRPC request from its headers to its answer. On its event loop, except that {@link #answer}
 * may come from anywhere: a {@code ServerCall} is not thread safe, so that is passed on to the
 * loop.
 *
 * <p>It is watched from the beginning until it is whole: the time a sender takes is bounded, the
 * time that later stages take is theirs.
 */
final class ExportCall extends ServerCall.Listener<RequestBody>
    implements Answerer, DoorLoop.Watched, Inflation.Owner {
  private static final Metadata.Key<byte[]> STATUS_DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final GrpcExport export;
  private final GrpcMethod method;
  private final DoorLoop loop;
  private final ServerCall<RequestBody, byte[]> call;
  private final DoorLoop.Watch watch;
  private final Coding coding;
  private final @Nullable ClientInfo client;
  private final long startNanos;
  private long lastBytesNanos;
  private long partialBytes;
  private long bodyBytes;
  private @Nullable RequestBody body;
  private boolean whole;
  private boolean closed;

  /**
   * @param encoding of messages that say they are encoded; one that gRPC was told of, or null
   * @param client what came with it, if that is kept
   */
  ExportCall(
      GrpcExport export,
      GrpcMethod method,
      DoorLoop loop,
      ServerCall<RequestBody, byte[]> call,
      @Nullable String encoding,
      @Nullable ClientInfo client) {
    Coding named = encoding == null ? null : Coding.named(encoding);
    this.coding = named == null ? Coding.IDENTITY : named;
    this.client = client;
    this.export = export;
    this.method = method;
    this.loop = loop;
    this.call = call;
    this.startNanos = loop.nanoTime();
    this.lastBytesNanos = startNanos;
    this.watch = loop.watch(this);
  }

  /** So many bytes of the message came. */
  void onBytes(long count) {
    if (whole || closed) {
      return;
    }
    lastBytesNanos = loop.nanoTime();
    long counted = count + PartialBytes.PIECE_BYTES;
    partialBytes += counted;
    bodyBytes += count;
    export.partialBytes().add(counted);
    if (export.partialBytes().over()) {
      export.makeRoom(loop);
    }
  }

  @Override
  public void onMessage(RequestBody message) {
    settlePartialBytes();
    if (closed || body != null) {
      release(message);
      close(Outcome.MALFORMED, "more than one message in a request", 0);
      return;
    }
    body = message;
  }

  @Override
  public void onHalfClose() {
    whole = true;
    watch.leave();
    RequestBody message = body;
    body = null;
    if (closed) {
      release(message);
    } else if (message == null) {
      close(Outcome.MALFORMED, "a request without a message", 0);
    } else if (message.chunk() != null && message.isEncoded() && coding != Coding.IDENTITY) {
      loop.inflations().add(new Inflation(coding, message.chunk(), export.buffer(), this));
    } else {
      onInflated(message);
    }
  }

  @Override
  public @Nullable ClientInfo client() {
    return client;
  }

  @Override
  public boolean gone() {
    return closed;
  }

  @Override
  public void onInflated(RequestBody plain) {
    Chunk chunk = plain.chunk();
    if (chunk == null) {
      close(plain.outcome(), plain.problem(), method.retryAfterNanos());
    } else {
      bodyBytes = chunk.length();
      method.take(chunk, loop, this);
    }
  }

  @Override
  public void onCancel() {
    onStreamClosed(Status.CANCELLED);
  }

  /** gRPC ended the stream: all was said, the sender is gone, or gRPC itself found it wanting. */
  void onStreamClosed(Status status) {
    if (!closed) {
      closed = true;
      boolean tooLarge = status.getCode() == Status.Code.RESOURCE_EXHAUSTED;
      export
          .metrics()
          .request(
              tooLarge ? Outcome.TOO_LARGE : Outcome.CANCELLED, bodyBytes, status.getDescription());
    }
    letGo();
  }

  @Override
  public void onTick(long nowNanos) {
    if (nowNanos - lastBytesNanos > export.bodyIdleNanos()
        || nowNanos - startNanos > export.readNanos()) {
      close(Outcome.TIMEOUT, "the request did not come whole in time", 0);
    }
  }

  @Override
  public void answer(
      Outcome outcome, int rejectedSpans, @Nullable String text, long retryAfterNanos) {
    if (!loop.executor().inEventLoop()) {
      loop.executor().execute(() -> answer(outcome, rejectedSpans, text, retryAfterNanos));
    } else if (outcome == Outcome.ACCEPTED) {
      succeed(rejectedSpans, text);
    } else {
      close(outcome, text == null ? outcome.label() : text, retryAfterNanos);
    }
  }

  private void succeed(int rejectedSpans, @Nullable String text) {
    if (closed) {
      return;
    }
    closed = true;
    export.metrics().request(Outcome.ACCEPTED, bodyBytes, null);
    call.sendHeaders(new Metadata());
    call.sendMessage(method.response(rejectedSpans, text));
    call.close(Status.OK, new Metadata());
  }

  /** Ends the call because too much of all requests has come and none is whole. */
  void closeForRoom() {
    close(Outcome.NO_ROOM, "too many requests are half received", method.retryAfterNanos());
  }

  /** Ends the call with an error. Later words for it go nowhere. */
  void close(Outcome outcome, String text, long retryAfterNanos) {
    if (closed) {
      return;
    }
    closed = true;
    export.metrics().request(outcome, bodyBytes, text);
    String cut = HttpBytes.cut(text);
    Metadata trailers = new Metadata();
    if (outcome.retryable()) {
      trailers.put(STATUS_DETAILS, Answers.status(outcome.grpcCode(), cut, retryAfterNanos));
    }
    call.close(Status.fromCodeValue(outcome.grpcCode()).withDescription(cut), trailers);
    letGo();
  }

  private void letGo() {
    watch.leave();
    settlePartialBytes();
    release(body);
    body = null;
  }

  private void settlePartialBytes() {
    export.partialBytes().remove(partialBytes);
    partialBytes = 0;
  }

  private static void release(@Nullable RequestBody message) {
    if (message != null) {
      Chunk chunk = message.chunk();
      if (chunk != null) {
        chunk.release();
      }
    }
  }
}
