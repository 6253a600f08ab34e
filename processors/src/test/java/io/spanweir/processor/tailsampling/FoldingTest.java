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
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeBetween;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeIn;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeInFile;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeIs;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeMatches;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeSays;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.EventNamed;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.FlagsHave;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.Meaning;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.StatusIs;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.TraceStateIn;
import io.spanweir.processor.tailsampling.policy.TraceSummary;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.SimLoops;
import io.spanweir.testkit.VirtualClock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The bits of a trace are a cache of its bytes: folding spans as they come in and reading them
 * again from the log give the same, for bytes of every kind; and for bytes that protobuf-java
 * takes, what protobuf-java says.
 */
class FoldingTest {
  private static final int[] ALL_ROWS = {};

  private static final Map<String, TextTable> LISTS =
      Map.of("users", new TextTable(List.of("42", "true", "ada")));

  private static final List<SpanPredicate> PREDICATES = predicates();

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
    for (String key : RandomSpans.KEYS) {
      predicates.add(new AttributeMatches(key, List.of("^a", "[0-9]$"), 4));
      predicates.add(new AttributeBetween(key, -7L, 41L));
      predicates.add(new AttributeBetween(key, 1L, null));
      predicates.add(new AttributeIs(key, true));
      predicates.add(new AttributeInFile(key, "users"));
      for (Meaning meaning : Meaning.values()) {
        predicates.add(new AttributeSays(key, meaning));
      }
    }
    predicates.add(new FlagsHave(1));
    predicates.add(new FlagsHave(2));
    predicates.add(new EventNamed("exception"));
    predicates.add(new TraceStateIn("vendor", List.of("a")));
    predicates.add(new TraceStateIn("vendor", List.of("b", "c")));
    return predicates;
  }

  /** A shard's parts from the door to the log, without the shard. */
  private static final class Bench {
    final ChunkPool chunks = new ChunkPool(64 << 20, 1 << 20);
    final BatchPool batches = new BatchPool(4);
    final SegmentPool segments = new SegmentPool(1 << 20, 4096, 2, Runnable::run);
    final SpanLog log = new SpanLog(segments, new VirtualClock());
    final TraceTable table = new TraceTable(5);
    final Loop loop = SimLoops.alone(1, 1, SimLoops.Wiring.ONE_CORE).shardLoop(0);
    final RunWriter writer = new RunWriter(log, table, new Arrivals(loop));
    final TraceGroups groups = new TraceGroups();
    final SpanMatcher matcher = new SpanMatcher(PREDICATES, LISTS);
    final Map<Integer, Long> folded = new HashMap<>();
    final Map<Integer, long[]> foldedWide = new HashMap<>();

    void take(byte[] body) throws MalformedException {
      Chunk chunk = chunks.lease(body.length);
      System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
      chunk.length(body.length);
      SpanBatch batch = batches.lease();
      new OtlpIndexer().index(chunk, batch, matcher.keyLengths());
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
          matcher.answers().collect(foldedWide.computeIfAbsent(row, r -> words()));
          folded.merge(row, bits(batch, span), (a, b) -> a | b);
          matcher.answers().collect(null);
        }
      }
      batch.release();
    }

    static long[] words() {
      return new long[TraceSummary.wideWords(PREDICATES.size())];
    }

    long bits(SpanBatch batch, int row) {
      SpanIndex index = batch.index();
      return matcher.ofStatus(index.status(row))
          | matcher.ofResource(batch, batch.scopeResource(index.scope(row)))
          | matcher.ofFields(batch, row)
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
    BitSet seen = new BitSet();
    Seed.each(
        400,
        seed -> {
          Rng rng = new Rng(seed);
          RandomSpans spans = new RandomSpans(rng, rng.pick(List.of(RandomSpans.PLAIN, 10)));
          Bench bench = new Bench();
          for (int i = 0; i < 5; i++) {
            bench.take(spans.request());
          }
          TraceScan scan = new TraceScan(bench.table, bench.log);
          bench.folded.forEach(
              (row, bits) -> {
                assertThat(scan.bits(row, bench.matcher)).isEqualTo(bits);
                long[] wide = Bench.words();
                scan.wide(row, bench.matcher, wide);
                assertThat(wide).isEqualTo(bench.foldedWide.get(row));
                assertThat(bench.matcher.answers().hasWide(bits))
                    .isEqualTo(LongStream.of(wide).anyMatch(w -> w != 0));
                seen.or(all(bits, wide));
              });
        });
    assertThat(seen.cardinality()).as("predicates that held once").isGreaterThan(60);
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
          new OtlpIndexer().index(chunk, batch, bench.matcher.keyLengths());
          int row = 0;
          for (ResourceSpans resource : data.getResourceSpansList()) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
              for (Span span : scope.getSpansList()) {
                long[] wide = Bench.words();
                bench.matcher.answers().collect(wide);
                BitSet bits = all(bench.bits(batch, row++), wide);
                assertThat(bits)
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

  private static BitSet all(long bits, long[] wide) {
    BitSet all = new BitSet();
    for (int bit = 0; bit < PREDICATES.size(); bit++) {
      int at = bit - TraceSummary.NARROW;
      all.set(bit, at < 0 ? (bits >>> bit & 1) == 1 : (wide[at / 64] >>> at % 64 & 1) == 1);
    }
    return all;
  }

  private static BitSet expected(Span span, List<KeyValue> resource) {
    BitSet bits = new BitSet();
    for (int bit = 0; bit < PREDICATES.size(); bit++) {
      bits.set(bit, holds(PREDICATES.get(bit), span, resource));
    }
    return bits;
  }

  private static boolean holds(SpanPredicate asked, Span span, List<KeyValue> resource) {
    if (asked instanceof StatusIs status) {
      return span.getStatus().getCodeValue() == status.code();
    } else if (asked instanceof FlagsHave flags) {
      return (span.getFlags() & flags.bits()) == flags.bits();
    } else if (asked instanceof EventNamed event) {
      String name = Pattern.quote(event.name());
      String named = name + "|" + name + "\\|\\{.*|\"" + name + "\":\\{.*";
      return span.getEventsList().stream().anyMatch(e -> e.getName().matches("(?s)" + named));
    } else if (asked instanceof TraceStateIn state) {
      return Stream.of(span.getTraceState().split(","))
          .map(member -> member.strip().split("=", 2))
          .anyMatch(
              m -> m.length == 2 && m[0].equals(state.key()) && state.values().contains(m[1]));
    }
    return Stream.concat(span.getAttributesList().stream(), resource.stream())
        .anyMatch(attribute -> holds(asked, attribute));
  }

  private static boolean holds(SpanPredicate asked, KeyValue attribute) {
    AnyValue value = attribute.getValue();
    String text = text(attribute);
    if (asked instanceof AttributeIn in) {
      return attribute.getKey().equals(in.key()) && in.values().contains(text);
    } else if (asked instanceof AttributeInFile in) {
      return attribute.getKey().equals(in.key()) && List.of("42", "true", "ada").contains(text);
    } else if (asked instanceof AttributeMatches matches) {
      return attribute.getKey().equals(matches.key()) && text.matches("(?s)a.*|.*[0-9]");
    } else if (asked instanceof AttributeIs is) {
      return attribute.getKey().equals(is.key())
          && value.hasBoolValue()
          && value.getBoolValue() == is.value();
    } else if (asked instanceof AttributeBetween between) {
      double number = value.hasIntValue() ? value.getIntValue() : value.getDoubleValue();
      return attribute.getKey().equals(between.key())
          && (value.hasIntValue() || value.hasDoubleValue())
          && (between.min() == null || number >= between.min())
          && (between.max() == null || number <= between.max());
    }
    AttributeSays says = (AttributeSays) asked;
    return attribute.getKey().equals(says.key())
        && switch (says.meaning()) {
          case NOT_FALSE -> !text.equals("false");
          case TRUE -> List.of("42", "8", "true").contains(text);
          case GRPC_ERROR -> List.of("42", "8").contains(text);
          case HTTP_SERVER_ERROR -> false;
        };
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
