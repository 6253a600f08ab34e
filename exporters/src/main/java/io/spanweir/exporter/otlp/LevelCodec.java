package io.spanweir.exporter.otlp;

import com.github.luben.zstd.ZstdOutputStream;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.spanweir.exporter.http.CompressionParams;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * What compresses requests at the level that the file gives; gRPC's own gzip has but one. Any
 * thread.
 */
final class LevelCodec implements Compressor {
  private static final int GZIP_BUFFER_BYTES = 4096;

  private final Compression compression;
  private final CompressionParams params;

  private LevelCodec(Compression compression, CompressionParams params) {
    this.compression = compression;
    this.params = params;
  }

  /** What a channel compresses with: this, or nothing. */
  static CompressorRegistry registry(Compression compression, CompressionParams params) {
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    if (compression != Compression.NONE) {
      registry.register(new LevelCodec(compression, params));
    }
    return registry;
  }

  @Override
  public String getMessageEncoding() {
    return compression.label();
  }

  @Override
  public OutputStream compress(OutputStream target) throws IOException {
    return compression == Compression.ZSTD
        ? new ZstdOutputStream(target, params.zstdLevel())
        : new LevelGzip(target, params);
  }

  /** The JDK's stream, with a deflater of our own, which is off the heap and given back. */
  private static final class LevelGzip extends GZIPOutputStream {
    LevelGzip(OutputStream target, CompressionParams params) throws IOException {
      super(target, GZIP_BUFFER_BYTES);
      Deflater usual = def;
      def = params.newDeflater(true);
      usual.end();
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        def.end();
      }
    }
  }
}
