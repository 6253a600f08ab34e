package io.spanweir.receiver.zipkin;

import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.receiver.thrift.ThriftBytes;
import io.spanweir.receiver.thrift.ThriftReader;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import io.spanweir.testkit.TraceGen;
import io.spanweir.testkit.contract.ReceiverContract;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;

/** Over Scribe: a call for a request, an entry for a span. */
class ScribeContractTest extends ReceiverContract {
  private static final int SEQUENCE = 7;

  /** A call that lasts is under way, not given up, where the kit asks what is under way. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Override
  protected Receiver create(Settings settings, SpanConsumer next, int port) {
    ScribeConfig scribe =
        Records.with(
            ScribeConfig.defaults(), "endpoint", "127.0.0.1:" + port, "answerTimeout", PATIENCE);
    ZipkinReceiverConfig config =
        Records.with(ZipkinReceiverConfig.DEFAULT, "endpoint", "127.0.0.1:0", "scribe", scribe);
    return new ZipkinReceiverFactory().create(settings, config, Outputs.traces(next));
  }

  @Override
  protected SentSpan asSent(SentSpan span) {
    return SentSpan.named(span.traceIdHigh(), span.traceIdLow(), span.spanId());
  }

  @Override
  protected boolean tellsRejected() {
    return false;
  }

  /** A call that breaks off, in a frame that doesn't. */
  @Override
  protected byte[] malformed(TraceGen gen, TestRequest request) {
    byte[] call = call(request);
    return Arrays.copyOf(call, call.length - 1);
  }

  private static byte[] call(TestRequest request) {
    String[] entries =
        request.spans().stream()
            .map(span -> Base64.getMimeEncoder().encodeToString(span(span)))
            .flatMap(message -> Stream.of("zipkin", message))
            .toArray(String[]::new);
    return ScribeCalls.log(SEQUENCE, entries);
  }

  /** An id of a wrong length is one of a wrong type, as every id in Thrift has eight bytes. */
  private static byte[] span(TestSpan span) {
    ThriftBytes out = ThriftBytes.start();
    switch (span.flaw()) {
      case TRACE_ID_EMPTY -> {}
      case TRACE_ID_ZERO -> out.field(ThriftReader.I64, 1).i64(0);
      case TRACE_ID_SHORT, TRACE_ID_LONG -> out.field(ThriftReader.STRING, 1).text("shop-1");
      default -> {
        out.field(ThriftReader.I64, 1).i64(span.traceIdLow());
        out.field(ThriftReader.I64, 12).i64(span.traceIdHigh());
      }
    }
    out.field(ThriftReader.STRING, 3).text(span.name());
    switch (span.flaw()) {
      case SPAN_ID_EMPTY -> {}
      case SPAN_ID_ZERO -> out.field(ThriftReader.I64, 4).i64(0);
      case SPAN_ID_SHORT, SPAN_ID_LONG -> out.field(ThriftReader.STRING, 4).text("1-2-3");
      default -> out.field(ThriftReader.I64, 4).i64(span.spanId());
    }
    if (span.parentSpanId() != 0) {
      out.field(ThriftReader.I64, 5).i64(span.parentSpanId());
    }
    out.field(ThriftReader.I64, 10).i64(span.startNanos() / 1_000);
    return out.stop().bytes();
  }

  @Override
  protected Client client(int port) throws IOException {
    return new ScribeSender(new OpenScribe.Client(port));
  }

  private record ScribeSender(OpenScribe.Client client) implements Client {
    @Override
    public Reply send(TestRequest request) throws IOException {
      return sendMalformed(call(request));
    }

    @Override
    public Reply sendMalformed(byte[] body) throws IOException {
      client.send(ScribeCalls.framed(body));
      byte[] answer = client.answer();
      if (Arrays.equals(answer, ScribeDoorTest.result(SEQUENCE, ScribeAnswer.OK))) {
        return new Reply(Reply.Outcome.ACCEPTED, 0);
      }
      boolean later =
          Arrays.equals(answer, ScribeDoorTest.result(SEQUENCE, ScribeAnswer.TRY_LATER));
      return new Reply(later ? Reply.Outcome.TRY_AGAIN : Reply.Outcome.NEVER, 0);
    }

    @Override
    public void close() throws IOException {
      client.close();
    }
  }
}
