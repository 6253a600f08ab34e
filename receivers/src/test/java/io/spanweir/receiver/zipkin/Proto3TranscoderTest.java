package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.Transcoder.LeftOut;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;
import zipkin2.codec.SpanBytesEncoder;

/** Zipkin's protobuf, as Zipkin's library and Brave write it, and as nobody should. */
class Proto3TranscoderTest {
  private final Proto3Transcoder transcoder = new Proto3Transcoder();

  private Zipkins.Result read(byte[] body) throws MalformedException, IOException {
    return Zipkins.transcode(transcoder, body);
  }

  /** A list of one span with its ids and whatever else. */
  private static UnknownFieldSet.Builder span() {
    return UnknownFieldSet.newBuilder().addField(1, bytes(16)).addField(3, bytes(8));
  }

  private static Field bytes(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0xab);
    return bytes(bytes);
  }

  private static Field bytes(byte[] bytes) {
    return Field.newBuilder().addLengthDelimited(ByteString.copyFrom(bytes)).build();
  }

  private static byte[] list(byte[]... spans) {
    Field.Builder field = Field.newBuilder();
    for (byte[] span : spans) {
      field.addLengthDelimited(ByteString.copyFrom(span));
    }
    return UnknownFieldSet.newBuilder().addField(1, field.build()).build().toByteArray();
  }

  @Test
  void readsWhatBraveSends() throws Exception {
    byte[] body = Zipkins.resource("wire-captures/brave-6.3.1-proto3-part1.pb");
    Zipkins.Result result = read(body);
    assertThat(result.leftOut()).isEqualTo(LeftOut.NOTHING);
    assertThat(BackToZipkin.of(result.data()))
        .isEqualTo(SpanBytesDecoder.PROTO3.decodeList(body))
        .isNotEmpty();
  }

  @Test
  void nothingIsNoSpans() throws Exception {
    assertThat(read(new byte[0]).data().getResourceSpansCount()).isZero();
  }

  @Test
  void passesOverWhatItDoesNotKnow() throws Exception {
    UnknownFieldSet.Builder span =
        span().addField(99, bytes(5)).addField(98, Field.newBuilder().addVarint(7).build());
    byte[] body =
        UnknownFieldSet.newBuilder()
            .addField(2, bytes(3))
            .addField(1, bytes(span.build().toByteArray()))
            .build()
            .toByteArray();
    assertThat(BackToZipkin.of(read(body).data())).hasSize(1);
  }

  @Test
  void readsIdsThatAreShort() throws Exception {
    byte[] span =
        UnknownFieldSet.newBuilder()
            .addField(1, bytes(8))
            .addField(2, bytes(new byte[0]))
            .addField(3, bytes(new byte[] {1, 2}))
            .build()
            .toByteArray();
    Span read = BackToZipkin.of(read(list(span)).data()).get(0);
    assertThat(read.traceId()).isEqualTo("abababababababab");
    assertThat(read.id()).isEqualTo("0000000000000102");
    assertThat(read.parentId()).isNull();
  }

  @Test
  void mendsWhatIsNoText() throws Exception {
    byte[] latin = "GET /caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    byte[] body = list(span().addField(5, bytes(latin)).build().toByteArray());
    assertThat(read(body).span().getName()).isEqualTo("get /caf\ufffd");
  }

  @Test
  void leavesOutOnlyWhatMakesNoSense() throws Exception {
    byte[] good = span().build().toByteArray();
    List<byte[]> bad =
        List.of(
            new byte[0],
            UnknownFieldSet.newBuilder().addField(3, bytes(8)).build().toByteArray(),
            UnknownFieldSet.newBuilder().addField(1, bytes(8)).build().toByteArray(),
            span().mergeField(1, bytes(17)).build().toByteArray(),
            span().mergeField(2, bytes(9)).build().toByteArray(),
            span().mergeField(8, bytes(new byte[] {10, 5, 1})).build().toByteArray(),
            Arrays.copyOf(good, good.length - 1));
    for (byte[] span : bad) {
      Zipkins.Result result = read(list(good, span, good));
      assertThat(BackToZipkin.of(result.data())).hasSize(2);
      assertThat(result.leftOut().spans()).isOne();
      assertThat(result.leftOut().reason()).isNotEmpty();
    }
  }

  @Test
  void breaksOffCleanlyAnywhere() throws Exception {
    byte[] body = Zipkins.resource("wire-captures/brave-6.3.1-proto3-part1.pb");
    int whole = 0;
    for (int length = 1; length < body.length; length++) {
      byte[] cut = Arrays.copyOf(body, length);
      try {
        // Between two spans it is a list of fewer.
        whole += read(cut).leftOut().spans() == 0 ? 1 : 0;
      } catch (MalformedException e) {
        assertThat(e.offset()).isBetween(0, length);
      }
    }
    assertThat(whole).isEqualTo(BackToZipkin.of(read(body).data()).size() - 1);
    assertThatThrownBy(() -> read(new byte[] {0x0b})).isInstanceOf(MalformedException.class);
  }

  @Test
  void staysUsableAfterTroubleOfAnyKind() {
    Seed.each(
        300,
        seed -> {
          Rng rng = new Rng(seed);
          List<Span> spans = new RandomSpans(rng).next(3);
          byte[] body = SpanBytesEncoder.PROTO3.encodeList(spans);
          byte[] mutated = body.clone();
          for (int i = 0; i < 4; i++) {
            mutated[rng.below(mutated.length)] = (byte) rng.below(256);
          }
          try {
            read(mutated);
          } catch (MalformedException e) {
            assertThat(e.offset()).isBetween(-1, body.length);
          }
          assertThat(BackToZipkin.of(read(body).data())).isEqualTo(spans);
        });
  }
}
