package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.testkit.Seed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;

/** Zipkin's own library is the oracle: whatever it makes of a v1 span, we make of it too. */
@SuppressWarnings("deprecation") // The library has no other v1.
final class V1ConverterTest {
  private static final int SPANS = 5_000;

  private final V1Model model = new V1Model();

  @Test
  void makesOfAnySpanWhatZipkinDoes() {
    Seed.each(SPANS, this::check);
  }

  private void check(long seed) throws MalformedException {
    zipkin2.v1.V1Span span = new V1Random(new Random(seed)).span();
    byte[] bytes = V1Thrift.list(List.of(span));
    List<Span> expected = SpanBytesDecoder.THRIFT.decodeList(bytes);
    assertThat(V1Model.json(model.thrift(bytes)))
        .as("%s", V1Model.json(span))
        .isEqualTo(V1Model.json(expected));
  }
}
