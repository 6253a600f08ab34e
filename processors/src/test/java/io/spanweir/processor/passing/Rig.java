package io.spanweir.processor.passing;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ClientInfo;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.otlp.KeyQuestion;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpFramer;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.SimLoops;
import io.spanweir.testkit.SimLoops.Wiring;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A processor that holds nothing, given what protobuf-java wrote, and what it hands on as
 * protobuf-java reads it. Whatever comes out is held against the index of the same bytes.
 */
public final class Rig {
  public static final String ACCOUNT = "traces:tested";

  public final SimLoops loops = SimLoops.alone(1, 1, Wiring.ONE_CORE);
  public final TestProcess process;
  public final Processor processor;

  /** Of the batch that was given last. */
  public RecordingReceipt receipt = new RecordingReceipt();

  private final OtlpIndexer indexer = new OtlpIndexer();
  private int batches;
  private @Nullable TracesData out;

  public Rig(BiFunction<Settings, SpanConsumer, Processor> maker) {
    this(maker, 256L << 20);
  }

  public Rig(BiFunction<Settings, SpanConsumer, Processor> maker, long chunkBytesMax) {
    process = new TestProcess(loops, chunkBytesMax);
    processor = maker.apply(process.settings("tested", ACCOUNT), new End());
    try {
      processor.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What comes out, nothing for nothing. */
  public TracesData give(TracesData in) {
    return give(in.toByteArray());
  }

  /** What comes out, nothing for nothing. */
  public TracesData give(byte[] in) {
    return give(in, null);
  }

  /**
   * The same.
   *
   * @param client what the spans came with
   */
  public TracesData give(byte[] in, @Nullable ClientInfo client) {
    out = null;
    SpanBatch batch = index(in);
    batch.client(client);
    commit(batch);
    assertLedger(process.ledger()).accountsBalance();
    assertThat(process.pools().chunks().leasedBytes()).as("bytes of chunks still out").isZero();
    return Objects.requireNonNullElse(out, TracesData.getDefaultInstance());
  }

  /** Hands a batch to the processor. */
  public void commit(SpanBatch batch) {
    int spans = batch.size();
    long bytes = CapturingConsumer.totalBytes(batch);
    receipt = new RecordingReceipt(true);
    assertThat(processor.reserve(spans, bytes)).as("reserved").isTrue();
    processor.commit(batch, spans, bytes, receipt);
    receipt.assertOnce();
  }

  /** The batch of a request, every other one with the sketches that a door makes. */
  public SpanBatch index(byte[] in) {
    Chunk chunk = Objects.requireNonNull(process.pools().chunks().lease(in.length));
    System.arraycopy(in, 0, chunk.bytes(), 0, in.length);
    chunk.length(in.length);
    SpanBatch batch = process.pools().batches().lease();
    try {
      indexer.index(
          chunk, batch, batches++ % 2 == 0 ? KeyQuestion.ALL_LENGTHS : processor.keyLengthsAsked());
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
    return batch;
  }

  public long spans(Term term) {
    return account().spans(term);
  }

  private LedgerAccount account() {
    return process.ledger().account(ACCOUNT, "processor");
  }

  /** One span with an id, of a service. */
  public static TracesData data(String service, Span.Builder... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    scope.getScopeBuilder().setName("lib").setVersion("1.2");
    for (int i = 0; i < spans.length; i++) {
      scope.addSpans(withIds(spans[i], i + 1));
    }
    ResourceSpans.Builder resource = ResourceSpans.newBuilder().addScopeSpans(scope);
    resource.getResourceBuilder().addAttributes(pair("service.name", text(service)));
    return TracesData.newBuilder().addResourceSpans(resource).build();
  }

  /** Ids where there are none. */
  public static Span.Builder withIds(Span.Builder span, int id) {
    byte[] bytes = new byte[16];
    bytes[15] = (byte) id;
    bytes[7] = (byte) id;
    if (span.getTraceId().isEmpty()) {
      span.setTraceId(ByteString.copyFrom(bytes));
    }
    return span.getSpanId().isEmpty() ? span.setSpanId(ByteString.copyFrom(bytes, 0, 8)) : span;
  }

  public static KeyValue pair(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  public static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  public static AnyValue number(long number) {
    return AnyValue.newBuilder().setIntValue(number).build();
  }

  private final class End implements SpanConsumer {
    @Override
    public boolean reserve(int spans, long bytes) {
      return true;
    }

    @Override
    public void cancel(int spans, long bytes) {}

    @Override
    public void commit(SpanBatch batch, int spans, long bytes, Receipt answer) {
      assertThat(CapturingConsumer.totalBytes(batch)).as("bytes").isLessThanOrEqualTo(bytes);
      assertThat(batch.size()).as("rows").isPositive().isLessThanOrEqualTo(spans);
      OtlpFramer framer = new OtlpFramer();
      byte[] framed = new byte[framer.size(batch)];
      framer.write(batch, framed, 0);
      assertFacts(batch, framed);
      batch.release();
      try {
        out = TracesData.parseFrom(framed);
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
      answer.accepted(0, null);
      answer.settled();
    }
  }

  /** Rows say of themselves what the indexer says of the same bytes. */
  private void assertFacts(SpanBatch batch, byte[] framed) {
    SpanBatch again = index(framed);
    SpanIndex is = batch.index();
    SpanIndex wanted = again.index();
    assertThat(again.size()).isEqualTo(batch.size());
    int[] order = new int[is.size()];
    int rows = 0;
    for (int scope = 0; scope < batch.scopes().size(); scope++) {
      for (int row = 0; row < is.size(); row++) {
        if (is.scope(row) == scope) {
          order[rows++] = row;
        }
      }
    }
    boolean whole = is.tellsOf(KeyQuestion.ALL_LENGTHS);
    for (int i = 0; i < rows; i++) {
      assertThat(facts(is, order[i], whole))
          .as("facts of row %d", order[i])
          .isEqualTo(facts(wanted, i, whole));
    }
    again.release();
  }

  private static String facts(SpanIndex index, int row, boolean sketch) {
    int body = index.bodyOffset(row);
    return String.join(
        " ",
        Long.toHexString(index.traceIdLow(row)),
        Long.toHexString(index.spanId(row)),
        sketch ? Long.toHexString(index.keys(row)) : "",
        sketch ? Long.toHexString(index.typedKeys(row)) : "",
        sketch ? Long.toHexString(index.pairs(row)) : "",
        "length " + index.length(row) + " body " + (body - index.offset(row)),
        "attributes " + (index.attributesFrom(row) - body),
        "to " + (index.attributesTo(row) - body),
        "kind " + index.kind(row) + " status " + index.status(row) + " flags " + index.flags(row));
  }
}
