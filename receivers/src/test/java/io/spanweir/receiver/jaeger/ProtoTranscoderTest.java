package io.spanweir.receiver.jaeger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Process;
import io.jaegertracing.thriftjava.Span;
import io.jaegertracing.thriftjava.Tag;
import io.jaegertracing.thriftjava.TagType;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.testkit.ProtoWriter;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtoTranscoderTest {
  private static TracesData transcode(byte[] body) throws MalformedException {
    return Transcoded.of(new ProtoTranscoder(), body);
  }

  /** In protobuf the parent is a reference, and tags say which scope a span is in. */
  private static Batch batch(long seed) {
    Batch batch = new RandomBatches(new Rng(seed)).batch();
    for (Span span : batch.getSpans()) {
      span.setParentSpanId(0);
      for (Tag tag : span.isSetTags() ? span.getTags() : List.<Tag>of()) {
        tag.setKey(tag.getKey().replace("otel.scope", "otel.scopes"));
      }
    }
    return batch;
  }

  @Test
  void agreesWithTheOracle() {
    Seed.each(
        60,
        seed -> {
          Batch batch = batch(seed);
          TracesData expected = Transcoded.sorted(JaegerOracle.convert(batch));
          TracesData actual = Transcoded.sorted(transcode(ProtoBodies.request(batch)));
          assertThat(actual.getResourceSpans(0).getResource())
              .isEqualTo(expected.getResourceSpans(0).getResource());
          assertThat(spans(actual)).isEqualTo(spans(expected));
        });
  }

  private static List<io.opentelemetry.proto.trace.v1.Span> spans(TracesData data) {
    return data.getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  private static Span span(long id, Tag... tags) {
    return new Span(1, 0, id, 0, "op", 1, 5, 7).setTags(new ArrayList<>(List.of(tags)));
  }

  private static Tag text(String key, String value) {
    return new Tag(key, TagType.STRING).setVStr(value);
  }

  @Test
  void aProcessOfItsOwnWins() throws Exception {
    ProtoWriter batch = new ProtoWriter();
    for (String service : List.of("", "a", "a", "", "b")) {
      ProtoWriter span = ProtoBodies.span(span(batch.size() + 1L));
      if (!service.isEmpty()) {
        span.messageField(10, ProtoBodies.process(new Process(service)));
      }
      batch.messageField(1, span);
    }
    batch.messageField(2, ProtoBodies.process(new Process("shared")));
    TracesData data = transcode(new ProtoWriter().messageField(1, batch).toByteArray());
    assertThat(data.getResourceSpansList())
        .extracting(ProtoTranscoderTest::service, r -> r.getScopeSpans(0).getSpansCount())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("shared", 2),
            org.assertj.core.groups.Tuple.tuple("a", 2),
            org.assertj.core.groups.Tuple.tuple("b", 1));
  }

  private static String service(ResourceSpans resource) {
    return resource.getResource().getAttributes(0).getValue().getStringValue();
  }

  @Test
  void tagsSayWhichScope() throws Exception {
    Batch batch =
        new Batch(
            new Process("s"),
            List.of(
                span(1, text("otel.library.name", "old"), text("otel.library.version", "1")),
                span(2, text("otel.scope.name", "lib"), text("otel.library.name", "lib")),
                span(3, text("a", "b"), text("otel.scope.name", "lib")),
                span(4)));
    var scopes = transcode(ProtoBodies.request(batch)).getResourceSpans(0).getScopeSpansList();
    assertThat(scopes)
        .extracting(
            s -> s.getScope().getName(), s -> s.getScope().getVersion(), s -> s.getSpansCount())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("old", "1", 1),
            org.assertj.core.groups.Tuple.tuple("lib", "", 2),
            org.assertj.core.groups.Tuple.tuple("", "", 1));
    assertThat(scopes.get(1).getSpans(1).getAttributesList())
        .extracting(a -> a.getKey())
        .containsExactly("a");
  }

  /** As Jaeger itself turns one into the other, from its own test data. */
  @Test
  void sameAsThriftForJaegersOwnExamples() throws Exception {
    for (String number : List.of("01", "02")) {
      Batch batch = JaegerJson.batch("/jaeger/thrift_batch_" + number + ".json");
      byte[] domain = JaegerJson.request("/jaeger/domain_" + number + ".json");
      TracesData thrift =
          Transcoded.of(
              ThriftTranscoder.Form.BINARY_STRUCT,
              Thrift.bytes(batch, ThriftTranscoder.Form.BINARY_STRUCT));
      TracesData proto = transcode(domain);
      assertThat(spans(thrift)).isNotEmpty();
      assertThat(spans(Transcoded.sorted(proto))).isEqualTo(spans(Transcoded.sorted(thrift)));
      ResourceSpans own = Transcoded.sorted(proto).getResourceSpans(1);
      assertThat(own.getResource())
          .isEqualTo(Transcoded.sorted(thrift).getResourceSpans(0).getResource());
    }
  }

  @Test
  void whateverIsCutOffOrChangedIsReadOrMalformed() throws Exception {
    byte[] body = ProtoBodies.request(batch(5));
    Rng rng = new Rng(7);
    for (int length = 1; length < body.length; length++) {
      byte[] cut = Arrays.copyOf(body, length);
      assertThatThrownBy(() -> transcode(cut))
          .as("cut at %s", length)
          .isInstanceOf(MalformedException.class);
    }
    for (int i = 0; i < 3_000; i++) {
      byte[] changed = body.clone();
      changed[rng.below(body.length)] = (byte) rng.below(256);
      changed[rng.below(body.length)] ^= (byte) (1 << rng.below(8));
      try {
        Transcoded.check(new ProtoTranscoder(), changed);
      } catch (MalformedException e) {
        assertThat(e.offset()).isBetween(0, body.length);
      }
    }
  }

  @Test
  void allocatesNothingPerSpan() throws Exception {
    List<Span> spans = new ArrayList<>(batch(5).getSpans());
    Batch batch = new Batch(new Process("s"), spans);
    long one = allocated(ProtoBodies.request(batch));
    for (int i = 0; i < 5; i++) {
      spans.addAll(List.copyOf(spans));
    }
    assertThat(allocated(ProtoBodies.request(batch))).isLessThanOrEqualTo(one + 64);
  }

  private static long allocated(byte[] body) throws Exception {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    ProtoTranscoder transcoder = new ProtoTranscoder();
    ChunkPool pool = new ChunkPool(1 << 24, 1 << 24);
    Chunk chunk = pool.lease(body.length);
    System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
    chunk.length(body.length);
    BodyBuffer output = new BodyBuffer(pool, 1 << 22);
    output.room(1 << 20, 1 << 20);
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 30; i++) {
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      transcoder.transcode(chunk, output);
      long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      least = Math.min(least, after - before);
      output.wrote(-output.length());
    }
    return least;
  }
}
