package io.spanweir.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import io.grpc.Compressor;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.http.CompressionParams;
import io.spanweir.testkit.Records;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** What gRPC compresses requests with, read by others. */
class LevelCodecTest {
  @Test
  void levelsAreHonoured() throws IOException {
    byte[] body = Fixtures.request(5_000, 1).toByteArray();
    assertThat(compressed(body, Compression.GZIP, 9))
        .isNotEqualTo(compressed(body, Compression.GZIP, 1))
        .isLessThan(compressed(body, Compression.GZIP, 0));
    assertThat(compressed(body, Compression.ZSTD, 19))
        .isLessThan(compressed(body, Compression.ZSTD, 1));
    assertThatThrownBy(
            () ->
                Records.with(
                    new OtlpExporterFactory().defaultConfig(),
                    "compressionParams",
                    new CompressionParams(17)))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("compression_params.level");
  }

  private static int compressed(byte[] body, Compression compression, int level)
      throws IOException {
    Compressor codec =
        LevelCodec.registry(compression, new CompressionParams(level))
            .lookupCompressor(compression.label());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = Objects.requireNonNull(codec).compress(bytes)) {
      out.write(body);
    }
    InputStream in = new ByteArrayInputStream(bytes.toByteArray());
    try (InputStream back =
        compression == Compression.ZSTD ? new ZstdInputStream(in) : new GZIPInputStream(in)) {
      assertThat(back.readAllBytes()).isEqualTo(body);
    }
    return bytes.size();
  }
}
