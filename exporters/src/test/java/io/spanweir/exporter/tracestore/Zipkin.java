package io.spanweir.exporter.tracestore;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.exporter.json.JsonBytes;
import io.spanweir.exporter.zipkin.ZipkinJson;
import java.util.Arrays;
import java.util.List;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;
import zipkin2.storage.QueryRequest;

/** Between Zipkin's library and the store. */
final class Zipkin {
  private Zipkin() {}

  /** What Zipkin would be told of these rows. */
  static List<Span> spans(SpanBatch rows) {
    JsonBytes json = new JsonBytes();
    new ZipkinJson(json, "unknown").spans(rows);
    return SpanBytesDecoder.JSON_V2.decodeList(Arrays.copyOf(json.bytes(), json.length()));
  }

  static QueryRequest request(TraceQuery query) {
    QueryRequest.Builder builder =
        QueryRequest.newBuilder()
            .serviceName(query.service())
            .remoteServiceName(query.remoteService())
            .spanName(query.spanName())
            .annotationQuery(query.annotations())
            .endTs(query.endEpochMillis())
            .lookback(query.lookbackMillis())
            .limit(query.limit());
    if (query.durationMicrosMin() > 0) {
      builder.minDuration(query.durationMicrosMin());
    }
    if (query.durationMicrosMax() > 0) {
      builder.maxDuration(query.durationMicrosMax());
    }
    return builder.build();
  }
}
