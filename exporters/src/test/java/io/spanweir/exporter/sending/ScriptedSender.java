package io.spanweir.exporter.sending;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.data.Chunk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Answers as it is told to: the next result of a script at once, or later by hand. */
final class ScriptedSender implements Sender {
  final ArrayDeque<SendResult> script = new ArrayDeque<>();
  final List<Sent> sent = new ArrayList<>();
  boolean closing;
  boolean closed;

  /** Whether closing it takes until {@link #closed} is set by hand. */
  boolean closesLater;

  /** One attempt as the backend saw it. */
  static final class Sent implements Attempt {
    final ByteString bytes;
    final int spans;
    final Callback callback;
    boolean cancelled;

    Sent(Chunk framed, int spans, Callback callback) {
      bytes = ByteString.copyFrom(framed.bytes(), 0, framed.length());
      this.spans = spans;
      this.callback = callback;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    ExportTraceServiceRequest request() {
      try {
        return ExportTraceServiceRequest.parseFrom(bytes);
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public Attempt send(Chunk framed, int spans, Callback callback) {
    Sent attempt = new Sent(framed, spans, callback);
    sent.add(attempt);
    SendResult result = script.poll();
    if (result != null) {
      callback.done(result);
    }
    return attempt;
  }

  @Override
  public void close() {
    closing = true;
    closed = !closesLater;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }
}
