package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.testkit.Seed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;
import zipkin2.codec.SpanBytesEncoder;

/** Zipkin's own library is the oracle: whatever it makes of a v1 span, we make of it too. */
@SuppressWarnings("deprecation") // The library has no other v1.
final class V1ConverterTest {
  private static final int SPANS = 3_000;

  private final V1Model model = new V1Model();

  @Test
  void makesOfAnySpanWhatZipkinDoes() {
    Seed.each(SPANS, this::check);
  }

  private void check(long seed) throws MalformedException {
    zipkin2.v1.V1Span span = new V1Random(new Random(seed)).span();
    String json = V1Model.json(span);
    byte[] thrift = V1Thrift.list(List.of(span));
    String expected = V1Model.json(SpanBytesDecoder.THRIFT.decodeList(thrift));
    assertThat(V1Model.json(model.thrift(thrift))).as(json).isEqualTo(expected);
    byte[] list = ("[" + json + "]").getBytes(StandardCharsets.UTF_8);
    assertThat(V1Model.json(model.json(list))).as(json).isEqualTo(expected);
  }

  @Test
  void makesOfItsOwnSpansWhatZipkinDoes() {
    Seed.each(SPANS / 10, this::checkOwn);
  }

  private void checkOwn(long seed) throws MalformedException {
    byte[] any = V1Thrift.list(List.of(new V1Random(new Random(seed)).span()));
    List<Span> spans = SpanBytesDecoder.THRIFT.decodeList(any);
    byte[] thrift = SpanBytesEncoder.THRIFT.encodeList(spans);
    assertThat(V1Model.json(model.thrift(thrift)))
        .isEqualTo(V1Model.json(SpanBytesDecoder.THRIFT.decodeList(thrift)));
    byte[] json = SpanBytesEncoder.JSON_V1.encodeList(spans);
    assertThat(V1Model.json(model.json(json)))
        .isEqualTo(V1Model.json(SpanBytesDecoder.JSON_V1.decodeList(json)));
  }
}
