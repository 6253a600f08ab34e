package io.spanweir.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;

/** Holds the indexer against {@link ShallowOracle}. */
final class BesideProtobuf {
  private final Bytes bytes;

  BesideProtobuf(Bytes bytes) {
    this.bytes = bytes;
  }

  /** Both take the bytes and read them alike, or both refuse them. */
  void assertAgree(byte[] body) throws IOException {
    List<ShallowOracle.Seen> seen = null;
    InvalidProtocolBufferException refused = null;
    try {
      seen = ShallowOracle.read(body);
    } catch (InvalidProtocolBufferException e) {
      refused = e;
    }
    try {
      bytes.index(body).release();
    } catch (MalformedException e) {
      if (seen != null && !isStricter(body, e)) {
        throw new AssertionError("protobuf takes it: " + show(body), e);
      }
      return;
    }
    if (seen == null) {
      throw new AssertionError("protobuf refuses it: " + show(body), refused);
    }
    assertSameFacts(body, seen);
  }

  static String show(byte[] body) {
    return HexFormat.of().formatHex(body, 0, Math.min(body.length, 200));
  }

  /** Whether what stands where the indexer stopped is what protobuf-java lets pass knowingly. */
  private static boolean isStricter(byte[] body, MalformedException e) {
    int at = e.offset();
    int size = 1;
    long value = body[at] & 0x7f;
    for (; size < 10 && body[at + size - 1] < 0; size++) {
      value |= (long) (body[at + size] & 0x7f) << (7 * size);
    }
    String problem = e.getMessage();
    return problem.startsWith("groups")
        || (problem.startsWith("not a field's tag") && (size > 5 || value >>> 32 != 0))
        || (problem.startsWith("a length") && value >>> 31 != 0)
        || (problem.startsWith("a varint") && size == 10 && (body[at + 9] & 0x81) == 0x81);
  }

  /** The indexer takes the bytes and reads what protobuf-java has read. */
  void assertSameFacts(byte[] body, List<ShallowOracle.Seen> seen) {
    SpanBatch batch;
    try {
      batch = bytes.index(body);
    } catch (MalformedException e) {
      throw new AssertionError("protobuf takes it: " + show(body), e);
    }
    List<ShallowOracle.Seen> valid = seen.stream().filter(ShallowOracle.Seen::valid).toList();
    assertThat(batch.size()).isEqualTo(valid.size());
    assertThat(bytes.indexer.rejectedSpans()).isEqualTo(seen.size() - valid.size());
    assertThat(bytes.indexer.rejectedReason() == null).isEqualTo(seen.size() == valid.size());
    for (int row = 0; row < valid.size(); row++) {
      assertThat(factsOf(batch, row)).as("row %s", row).isEqualTo(cut(valid.get(row)));
    }
    batch.release();
  }

  private static ShallowOracle.Seen factsOf(SpanBatch batch, int row) {
    SpanIndex index = batch.index();
    return new ShallowOracle.Seen(
        batch.scopeResource(index.scope(row)),
        index.scope(row),
        id(index.traceIdHigh(row)).concat(id(index.traceIdLow(row))),
        id(index.spanId(row)),
        id(index.parentSpanId(row)),
        index.startNanos(row),
        index.endNanos(row),
        index.status(row),
        index.kind(row),
        index.flags(row));
  }

  /** As the index holds it: no parent is a parent of zeros, codes past a byte are -1. */
  private static ShallowOracle.Seen cut(ShallowOracle.Seen seen) {
    return new ShallowOracle.Seen(
        seen.resource(),
        seen.scope(),
        seen.traceId(),
        seen.spanId(),
        seen.parentSpanId().isEmpty() ? id(0) : seen.parentSpanId(),
        seen.startNanos(),
        seen.endNanos(),
        seen.status() == (byte) seen.status() ? seen.status() : -1,
        seen.kind() == (byte) seen.kind() ? seen.kind() : -1,
        seen.flags());
  }

  private static ByteString id(long id) {
    byte[] bytes = new byte[8];
    OtlpWriter.writeId(bytes, 0, id);
    return ByteString.copyFrom(bytes);
  }
}
