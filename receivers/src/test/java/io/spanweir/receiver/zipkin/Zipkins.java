package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.Transcoder;
import io.spanweir.receiver.transcode.Transcoder.LeftOut;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/** What the tests of this room share. */
final class Zipkins {
  private static final int OUTPUT_MAX = 4 << 20;

  private Zipkins() {}

  /** What became of a body. */
  record Result(TracesData data, LeftOut leftOut) {
    /** The one span there is, in OTLP. */
    io.opentelemetry.proto.trace.v1.Span span() {
      return data.getResourceSpans(0).getScopeSpans(0).getSpans(0);
    }
  }

  /** Transcodes a body. */
  static Result transcode(Transcoder transcoder, byte[] body)
      throws MalformedException, IOException {
    ChunkPool pool = new ChunkPool(256 << 20, 0);
    Chunk chunk = chunk(pool, body);
    BodyBuffer output = Notes.buffer(pool, OUTPUT_MAX);
    try {
      LeftOut leftOut = transcoder.transcode(chunk, output);
      byte[] written = Notes.takeChecked(pool, output);
      return new Result(TracesData.parseFrom(written), leftOut);
    } finally {
      output.clear();
      chunk.release();
      assertThat(pool.leasedBytes()).isZero();
    }
  }

  static Chunk chunk(ChunkPool pool, byte[] body) {
    Chunk chunk = pool.lease(body.length);
    System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
    chunk.length(body.length);
    return chunk;
  }

  /** A test file, without its gzip if its name ends so. */
  static byte[] resource(String name) {
    try (InputStream in = Zipkins.class.getResourceAsStream("/" + name)) {
      byte[] bytes = in.readAllBytes();
      return name.endsWith(".gz")
          ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes()
          : bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
