package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.receiver.transcode.Transcoder;
import io.spanweir.receiver.transcode.Transcoder.LeftOut;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zipkin2.Span;
import zipkin2.codec.SpanBytesEncoder;

/** What Zipkin's library writes comes back from OTLP as what Zipkin's library reads. */
class RoundTripTest {
  private static Transcoder transcoder(SpanBytesEncoder encoder) {
    return encoder == SpanBytesEncoder.PROTO3 ? new Proto3Transcoder() : new V2JsonTranscoder();
  }

  @ParameterizedTest
  @EnumSource(names = {"JSON_V2", "PROTO3"})
  void anySpansComeBack(SpanBytesEncoder encoder) {
    Transcoder transcoder = transcoder(encoder);
    Seed.each(
        300,
        seed -> {
          Rng rng = new Rng(seed);
          List<Span> spans = new RandomSpans(rng).next(rng.below(8));
          Zipkins.Result result = Zipkins.transcode(transcoder, encoder.encodeList(spans));
          assertThat(result.leftOut()).isEqualTo(LeftOut.NOTHING);
          assertThat(BackToZipkin.of(result.data())).isEqualTo(spans);
        });
  }
}
