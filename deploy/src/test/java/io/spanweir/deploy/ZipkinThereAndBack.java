package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.exporter.json.JsonBytes;
import io.spanweir.exporter.zipkin.ZipkinJson;
import io.spanweir.exporter.zipkin.ZipkinProto;
import io.spanweir.receiver.transcode.ProtoOutput.NoRoomException;
import io.spanweir.receiver.zipkin.ZipkinTranscoder;
import java.util.Arrays;
import java.util.List;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;

/** A body as it comes in, made OTLP by the receiver's reader and Zipkin's again by the writers. */
final class ZipkinThereAndBack {
  private static final int OUTPUT_MAX = 32 << 20;

  private ZipkinThereAndBack() {}

  /** What Zipkin's library reads of it afterwards; both encodings say the same. */
  static List<Span> of(byte[] body) throws MalformedException, NoRoomException {
    SpanBatch rows = otlp(body);
    JsonBytes json = new JsonBytes();
    assertThat(new ZipkinJson(json, "nobody").spans(rows)).isZero();
    ZipkinProto proto = new ZipkinProto(OUTPUT_MAX, "nobody");
    assertThat(proto.spans(rows)).isZero();
    List<Span> spans =
        SpanBytesDecoder.JSON_V2.decodeList(Arrays.copyOf(json.bytes(), json.length()));
    assertThat(SpanBytesDecoder.PROTO3.decodeList(Arrays.copyOf(proto.bytes(), proto.length())))
        .isEqualTo(spans);
    return spans;
  }

  private static SpanBatch otlp(byte[] body) throws MalformedException, NoRoomException {
    ChunkPool chunks = new ChunkPool(256 << 20, 0);
    Chunk chunk = chunks.lease(body.length);
    System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
    chunk.length(body.length);
    BodyBuffer output = new BodyBuffer(chunks, OUTPUT_MAX);
    assertThat(new ZipkinTranscoder().transcode(chunk, output).spans()).isZero();
    SpanBatch rows = new BatchPool(1).lease();
    new OtlpIndexer().index(output.take(), rows);
    return rows;
  }
}
