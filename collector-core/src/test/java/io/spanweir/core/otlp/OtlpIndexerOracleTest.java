package io.spanweir.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.testkit.ProtoWriter;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The indexer beside protobuf-java. Both must take or refuse a body alike on the levels that the
 * indexer walks ({@link ShallowOracle}); where it is stricter, on purpose, the bytes at the offset
 * that it names must show one of the five reasons that {@link WireReader} lists. What both take,
 * both must read alike.
 */
class OtlpIndexerOracleTest {
  private final Bytes bytes = new Bytes();
  private final BesideProtobuf beside = new BesideProtobuf(bytes);

  @Test
  void readsWhatProtobufReadsAndGivesItBack() {
    Seed.each(
        1500,
        seed -> {
          byte[] body = new RandomTraces(seed).next();
          beside.assertSameFacts(body, ShallowOracle.read(body));
          assertComesBack(body);
        });
    assertThat(bytes.chunks.leasedBytes()).isZero();
  }

  @Test
  void takesAndRefusesWhatProtobufDoes() {
    Seed.each(
        1500,
        seed -> {
          Rng rng = new Rng(seed);
          byte[] body = new RandomTraces(seed).next();
          for (int i = 0; i < 10 && body.length > 0; i++) {
            beside.assertAgree(mutated(body, rng));
          }
        });
    assertThat(bytes.chunks.leasedBytes()).isZero();
  }

  @Test
  void truncationAtEveryByte() throws Exception {
    for (long seed = 1; seed <= 12; seed++) {
      truncateEverywhere(new RandomTraces(seed).next());
    }
    for (byte[] capture : WireCaptures.all()) {
      truncateEverywhere(capture);
    }
  }

  /** The same one level down, where what is cut off is followed by more of the level above. */
  @Test
  void truncationInsideOfWholeMessages() throws Exception {
    ProtoWriter status = new ProtoWriter().stringField(2, "no luck").varintField(3, 300);
    ProtoWriter fields =
        new ProtoWriter()
            .stringField(3, "ot=th:8")
            .bytesField(4, new byte[8])
            .stringField(5, "GET /")
            .varintField(6, 2)
            .fixed64Field(7, 1)
            .fixed64Field(8, 2)
            .messageField(9, new ProtoWriter().stringField(1, "a key").bytesField(2, new byte[0]))
            .messageField(9, new ProtoWriter().bytesField(1, new byte[200]))
            .varintField(10, 1_000_000)
            .messageField(15, status)
            .fixed32Field(16, 257);
    for (int length = 0; length <= fields.size(); length++) {
      beside.assertAgree(inSpan(cut(fields, length)));
    }
    for (int length = 0; length <= status.size(); length++) {
      beside.assertAgree(inSpan(new ProtoWriter().messageField(15, cut(status, length))));
    }
    ProtoWriter scope = new ProtoWriter().messageField(1, status).messageField(2, fields);
    ProtoWriter resource = new ProtoWriter().messageField(1, status).messageField(2, scope);
    for (int length = 0; length <= resource.size(); length++) {
      ProtoWriter cut = new ProtoWriter().messageField(2, cut(scope, length));
      beside.assertAgree(new ProtoWriter().messageField(1, cut).raw(new byte[9]).toByteArray());
      beside.assertAgree(new ProtoWriter().messageField(1, cut(resource, length)).toByteArray());
    }
  }

  private static ProtoWriter cut(ProtoWriter from, int length) {
    return new ProtoWriter().raw(Arrays.copyOf(from.toByteArray(), Math.min(length, from.size())));
  }

  private void truncateEverywhere(byte[] body) throws IOException {
    for (int length = 0; length <= body.length; length++) {
      beside.assertAgree(Arrays.copyOf(body, length));
    }
  }

  /** The place of a varint: tag and length on each level, a skipped value, kind and status code. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 6, 9, 10, 11, 12})
  void longVarints(int size) throws Exception {
    for (int last : new int[] {0, 1, 0x0f, 0x7f, 0x80, 0x81}) {
      byte[] varint = new byte[size];
      Arrays.fill(varint, (byte) 0x80);
      varint[size - 1] = (byte) last;
      for (int tag : new int[] {0x30, 0x50, 0x78}) {
        beside.assertAgree(inSpan(new ProtoWriter().raw(tag).raw(varint)));
      }
      beside.assertAgree(inSpan(new ProtoWriter().raw(0x7a, size + 1, 0x18).raw(varint)));
      beside.assertAgree(inSpan(new ProtoWriter().raw(varint).raw(new byte[10])));
      beside.assertAgree(inSpan(new ProtoWriter().raw(0x4a).raw(varint).raw(new byte[300])));
      beside.assertAgree(new ProtoWriter().raw(varint).raw(0, 0).toByteArray());
      beside.assertAgree(new ProtoWriter().raw(0x0a).raw(varint).raw(0x0a, 0).toByteArray());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 6, 7})
  void wireTypesThatAreRefused(int wireType) throws Exception {
    for (int number : new int[] {1, 2, 9, 15, 99}) {
      ProtoWriter field = new ProtoWriter().tag(number, wireType).tag(number, 4);
      ProtoWriter status = new ProtoWriter().messageField(15, field);
      ProtoWriter scope =
          new ProtoWriter().messageField(1, new ProtoWriter().messageField(2, field));
      for (ProtoWriter body : List.of(field, new ProtoWriter().messageField(1, field), scope)) {
        assertRefused(body.toByteArray());
      }
      assertRefused(inSpan(field));
      assertRefused(inSpan(status));
    }
  }

  @Test
  void aFieldWithAForeignWireTypeIsUnknown() throws Exception {
    ProtoWriter span = new ProtoWriter();
    for (int number = 1; number <= 16; number++) {
      span.varintField(number, 300).fixed32Field(number, 7).fixed64Field(number, 9);
    }
    ProtoWriter twice =
        new ProtoWriter().bytesField(1, new byte[16]).raw(span.toByteArray()).varintField(2, 8);
    beside.assertAgree(inSpan(twice));
  }

  private void assertRefused(byte[] body) throws IOException {
    beside.assertAgree(body);
    try {
      bytes.index(body).release();
      fail("taken: %s", BesideProtobuf.show(body));
    } catch (MalformedException expected) {
      assertThat(expected.offset()).isBetween(0, body.length);
    }
  }

  private void assertComesBack(byte[] body) throws Exception {
    SpanBatch batch = bytes.index(body);
    assertThat(TracesData.parseFrom(bytes.frame(batch))).isEqualTo(Kept.of(body));
    batch.release();
  }

  private static byte[] mutated(byte[] body, Rng rng) {
    byte[] copy = body.clone();
    int at = rng.below(body.length);
    switch (rng.below(5)) {
      case 0 -> {
        return Arrays.copyOf(body, at);
      }
      case 1 -> copy[at] ^= (byte) (1 << rng.below(8));
      case 2 -> copy[at] = (byte) rng.nextLong();
      case 3 -> {
        byte[] head = Arrays.copyOf(body, at);
        byte[] tail = Arrays.copyOfRange(body, at, body.length);
        return new ProtoWriter().raw(head).raw((int) rng.nextLong()).raw(tail).toByteArray();
      }
      default -> {
        for (int i = rng.between(2, 6); i > 0; i--) {
          copy[rng.below(copy.length)] = (byte) rng.nextLong();
        }
      }
    }
    return copy;
  }

  /** A body with one span that has valid ids and then the given fields. */
  private static byte[] inSpan(ProtoWriter fields) {
    byte[] id = new byte[16];
    Arrays.fill(id, (byte) 7);
    ProtoWriter span =
        new ProtoWriter()
            .bytesField(1, id)
            .bytesField(2, Arrays.copyOf(id, 8))
            .raw(fields.toByteArray());
    ProtoWriter scope = new ProtoWriter().messageField(2, span);
    return new ProtoWriter()
        .messageField(1, new ProtoWriter().messageField(2, scope))
        .toByteArray();
  }
}
