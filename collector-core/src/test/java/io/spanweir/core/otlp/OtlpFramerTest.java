package io.spanweir.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.testkit.ProtoWriter;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtlpFramerTest {
  private final Bytes bytes = new Bytes();

  @Test
  void groupsByScopeAndResourceInOrderOfAppearance() throws Exception {
    SpanBatch b = bytes.index(resource("b", scope("y", 3, 4), scope("x", 5)));
    SpanBatch a = bytes.index(resource("a", scope("z", 1, 2)));
    SpanBatch mixed = bytes.batches.lease();
    mixed.append(a);
    mixed.append(b);
    assertThat(names(mixed, 0, 5)).containsExactly("a/z/1", "a/z/2", "b/y/3", "b/y/4", "b/x/5");
    assertThat(names(mixed, 1, 3)).containsExactly("a/z/2", "b/y/3");
    assertThat(names(mixed, 4, 5)).containsExactly("b/x/5");
    assertThat(names(mixed, 2, 2)).isEmpty();
    mixed.release();
    a.release();
    b.release();
    assertThat(bytes.chunks.leasedBytes()).isZero();
  }

  @Test
  void rowsOfAScopeThatLieApartStandTogether() throws Exception {
    SpanBatch one = bytes.index(resource("a", scope("x", 1, 2, 3, 4)));
    SpanBatch two = bytes.index(resource("b", scope("y", 5)));
    SpanBatch mixed = bytes.batches.lease();
    mixed.append(one);
    mixed.append(two);
    int row = copyRow(mixed, 3);
    copyRow(mixed, 0);
    assertThat(names(mixed, row - 2, row + 2)).containsExactly("a/x/4", "a/x/4", "a/x/1", "b/y/5");
    mixed.release();
    one.release();
    two.release();
  }

  /** An edited row whose offset in its own chunk continues the row before it. */
  @Test
  void rowsThatOnlySeemToLieSideBySide() throws Exception {
    SpanBatch batch = bytes.index(resource("a", scope("x", 1, 2)));
    byte[] other = batch.rowBytes(1).clone();
    int nameByte = batch.index().end(1) - 1;
    assertThat(other[nameByte]).isEqualTo((byte) '2');
    other[nameByte] = '7';
    int chunk = batch.addChunk(bytes.chunk(other));
    batch
        .index()
        .place(
            1, chunk, batch.index().offset(1), batch.index().bodyOffset(1), batch.index().end(1));
    assertThat(names(batch, 0, 2)).containsExactly("a/x/1", "a/x/7");
    batch.release();
  }

  private static int copyRow(SpanBatch batch, int from) {
    int row = batch.index().add(1, 2, 3, 0);
    batch
        .index()
        .place(
            row,
            batch.index().chunk(from),
            batch.index().offset(from),
            batch.index().bodyOffset(from),
            batch.index().end(from));
    batch.index().scope(row, batch.index().scope(from));
    return row;
  }

  /** Pieces of any size, framed one by one, are the whole. */
  @Test
  void piecesAreTheWhole() {
    Seed.each(
        300,
        seed -> {
          SpanBatch batch = bytes.index(new RandomTraces(seed).next());
          Rng rng = new Rng(seed);
          List<Span> pieces = new ArrayList<>();
          for (int from = 0; from < batch.size(); ) {
            int to = Math.min(batch.size(), from + rng.between(1, 6));
            pieces.addAll(spans(TracesData.parseFrom(bytes.frame(batch, from, to))));
            from = to;
          }
          assertThat(pieces).isEqualTo(spans(TracesData.parseFrom(bytes.frame(batch))));
          batch.release();
        });
  }

  @Test
  void sharesAndAppendedBatchesFrameAlike() {
    Seed.each(
        300,
        seed -> {
          SpanBatch batch = bytes.index(new RandomTraces(seed).next());
          byte[] framed = bytes.frame(batch);
          SpanBatch share = batch.share();
          batch.release();
          assertThat(bytes.frame(share)).isEqualTo(framed);
          share.append(share.share());
          assertThat(spans(TracesData.parseFrom(bytes.frame(share))))
              .hasSize(share.size())
              .endsWith(spans(TracesData.parseFrom(framed)).toArray(new Span[0]));
        });
  }

  @Test
  void aBatchIsSizedBeforeItIsWritten() throws Exception {
    OtlpFramer framer = new OtlpFramer();
    SpanBatch batch = bytes.index(resource("a", scope("x", 1)));
    byte[] target = new byte[framer.size(batch)];
    framer.write(batch, target, 0);
    assertThatThrownBy(() -> framer.write(batch, target, 0))
        .isInstanceOf(IllegalStateException.class);
    batch.release();
  }

  private List<String> names(SpanBatch batch, int from, int to) throws Exception {
    List<String> names = new ArrayList<>();
    for (ResourceSpans r :
        TracesData.parseFrom(bytes.frame(batch, from, to)).getResourceSpansList()) {
      for (ScopeSpans s : r.getScopeSpansList()) {
        for (Span span : s.getSpansList()) {
          names.add(r.getSchemaUrl() + "/" + s.getScope().getName() + "/" + span.getName());
        }
      }
    }
    return names;
  }

  private static List<Span> spans(TracesData data) {
    return data.getResourceSpansList().stream()
        .flatMap(r -> r.getScopeSpansList().stream())
        .flatMap(s -> s.getSpansList().stream())
        .toList();
  }

  private static byte[] resource(String name, ProtoWriter... scopes) {
    ProtoWriter resource = new ProtoWriter();
    for (ProtoWriter scope : scopes) {
      resource.messageField(2, scope);
    }
    return new ProtoWriter().messageField(1, resource.stringField(3, name)).toByteArray();
  }

  private static ProtoWriter scope(String name, int... spans) {
    ProtoWriter scope = new ProtoWriter();
    for (int span : spans) {
      byte[] id = {1, 2, 3, 4, 5, 6, 7, (byte) span};
      ProtoWriter fields =
          new ProtoWriter().bytesField(1, new ProtoWriter().raw(id).raw(id).toByteArray());
      scope.messageField(2, fields.bytesField(2, id).stringField(5, "" + span));
    }
    return scope.messageField(1, new ProtoWriter().stringField(1, name));
  }
}
