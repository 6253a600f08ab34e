package io.spanweir.processor.tailsampling;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.log.SegmentPool;
import io.spanweir.core.log.SpanLog;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.runtime.Loop;
import io.spanweir.core.telemetry.Ledger;
import io.spanweir.processor.tailsampling.policy.SpanPredicate;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeIn;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.StatusIs;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.SimLoops;
import io.spanweir.testkit.VirtualClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * The bits of a trace are a cache of its bytes: folding spans as they come in and reading them
 * again from the log give the same, for bytes of every kind; and for bytes that protobuf-java
 * takes, what protobuf-java says.
 */
class FoldingTest {
  private static final int[] ALL_ROWS = {};

  private static List<SpanPredicate> predicates() {
    List<SpanPredicate> predicates = new ArrayList<>();
    for (int status = 0; status < 3; status++) {
      predicates.add(new StatusIs(status));
    }
    for (String key : RandomSpans.KEYS) {
      for (String value : RandomSpans.VALUES) {
        predicates.add(new AttributeIn(key, List.of(value)));
      }
      predicates.add(new AttributeIn(key, List.of("ada", "42", "x".repeat(140))));
    }
    return predicates;
  }

  /** A shard's parts from the door to the log, without the shard. */
  private static final class Bench {
    final ChunkPool chunks = new ChunkPool(64 << 20, 1 << 20);
    final BatchPool batches = new BatchPool(4);
    final SegmentPool segments = new SegmentPool(1 << 20, 4096, 2);
    final SpanLog log = new SpanLog(segments, new VirtualClock());
    final TraceTable table = new TraceTable(5);
    final Loop loop = SimLoops.alone(1, 1, SimLoops.Wiring.ONE_CORE).shardLoop(0);
    final RunWriter writer = new RunWriter(log, table, new Arrivals(loop));
    final TraceGroups groups = new TraceGroups();
    final SpanMatcher matcher = new SpanMatcher(predicates());
    final Map<Integer, Long> folded = new HashMap<>();

    void take(byte[] body) throws MalformedException {
      Chunk chunk = chunks.lease(body.length);
      System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
      chunk.length(body.length);
      SpanBatch batch = batches.lease();
      new OtlpIndexer().index(chunk, batch);
      groups.of(routed(batch), 0, table);
      writer.begin(batch);
      SpanIndex index = batch.index();
      for (int g = 0; g < groups.size(); g++) {
        int first = groups.first(g);
        long high = index.traceIdHigh(first);
        long low = index.traceIdLow(first);
        int row = table.find(groups.hash(g), high, low);
        row = row >= 0 ? row : table.add(groups.hash(g), high, low, 0, 0);
        assertThat(writer.write(row, groups, first, 0)).isZero();
        for (int span = first; span >= 0; span = groups.next(span)) {
          folded.merge(row, bits(batch, span), (a, b) -> a | b);
        }
      }
      batch.release();
    }

    long bits(SpanBatch batch, int row) {
      SpanIndex index = batch.index();
      return matcher.ofStatus(index.status(row))
          | matcher.ofResource(batch, batch.scopeResource(index.scope(row)))
          | (matcher.mayMatch(index, row)
              ? matcher.ofAttributes(
                  batch.rowBytes(row), index.attributesFrom(row), index.attributesTo(row))
              : 0);
    }

    private static RoutedBatch routed(SpanBatch batch) {
      return new RoutedBatch(
          batch,
          batch.size(),
          0,
          Receipt.NONE,
          new Admission(1 << 20, Long.MAX_VALUE),
          new Ledger().account("a", "processor"),
          new LongAdder(),
          ALL_ROWS,
          ALL_ROWS,
          1);
    }
  }

  @Test
  void foldingEqualsReadingAgain() {
    long[] seen = new long[1];
    Seed.each(
        400,
        seed -> {
          Rng rng = new Rng(seed);
          RandomSpans spans = new RandomSpans(rng, 10);
          Bench bench = new Bench();
          for (int i = 0; i < 5; i++) {
            bench.take(spans.request());
          }
          TraceScan scan = new TraceScan(bench.table, bench.log);
          bench.folded.forEach(
              (row, bits) -> {
                assertThat(scan.bits(row, bench.matcher)).isEqualTo(bits);
                seen[0] |= bits;
              });
        });
    assertThat(Long.bitCount(seen[0])).as("predicates that held once").isGreaterThan(20);
  }

  @Test
  void aSpanIsWhatProtobufSaysItIs() {
    int[] compared = new int[1];
    Seed.each(
        600,
        seed -> {
          byte[] body = new RandomSpans(new Rng(seed), 1).request();
          TracesData data;
          try {
            data = TracesData.parseFrom(body);
          } catch (InvalidProtocolBufferException e) {
            return;
          }
          Bench bench = new Bench();
          Chunk chunk = bench.chunks.lease(body.length);
          System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
          chunk.length(body.length);
          SpanBatch batch = bench.batches.lease();
          new OtlpIndexer().index(chunk, batch);
          int row = 0;
          for (ResourceSpans resource : data.getResourceSpansList()) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
              for (Span span : scope.getSpansList()) {
                assertThat(bench.bits(batch, row++))
                    .as("%s", span)
                    .isEqualTo(expected(span, resource.getResource().getAttributesList()));
                compared[0]++;
              }
            }
          }
          batch.release();
        });
    assertThat(compared[0]).as("spans that protobuf-java takes").isGreaterThan(1000);
  }

  private static long expected(Span span, List<KeyValue> resource) {
    List<SpanPredicate> predicates = predicates();
    long bits = 0;
    for (int bit = 0; bit < predicates.size(); bit++) {
      boolean holds =
          predicates.get(bit) instanceof StatusIs status
              ? span.getStatus().getCodeValue() == status.code()
              : holds((AttributeIn) predicates.get(bit), span.getAttributesList())
                  || holds((AttributeIn) predicates.get(bit), resource);
      bits |= holds ? 1L << bit : 0;
    }
    return bits;
  }

  private static boolean holds(AttributeIn asked, List<KeyValue> attributes) {
    return attributes.stream()
        .anyMatch(a -> a.getKey().equals(asked.key()) && asked.values().contains(text(a)));
  }

  private static String text(KeyValue attribute) {
    AnyValue value = attribute.getValue();
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> value.getDoubleValue() == 1e21 ? "1e+21" : "" + value.getDoubleValue();
      default -> "";
    };
  }
}
