package io.spanweir.receiver.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.jaeger.ThriftTranscoder.Form;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What comes out of a transcoder, as protobuf's own objects. */
final class Transcoded {
  private Transcoded() {}

  static TracesData of(Form form, byte[] body) throws MalformedException {
    return of(new ThriftTranscoder(form, report -> {}), body);
  }

  static TracesData of(Transcoder transcoder, byte[] body) throws MalformedException {
    try {
      return TracesData.parseFrom(bytes(transcoder, body));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** Whatever comes out is OTLP, down to attributes, but for texts that are no UTF-8 on arrival. */
  static void check(Transcoder transcoder, byte[] body) throws MalformedException {
    byte[] written = bytes(transcoder, body);
    try {
      assertThat(TracesData.parseFrom(written)).isNotNull();
    } catch (InvalidProtocolBufferException e) {
      assertThat(e).hasMessageContaining("UTF-8");
    }
  }

  private static byte[] bytes(Transcoder transcoder, byte[] body) throws MalformedException {
    ChunkPool pool = new ChunkPool(64 << 20, 64 << 20);
    Chunk chunk = pool.lease(body.length);
    System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
    chunk.length(body.length);
    BodyBuffer output = new BodyBuffer(pool, 32 << 20);
    try {
      transcoder.transcode(chunk, output);
      byte[] written =
          output.length() == 0 ? new byte[0] : Arrays.copyOf(output.bytes(), output.length());
      output.clear();
      chunk.release();
      assertThat(pool.leasedBytes()).as("bytes not given back").isZero();
      return written;
    } catch (ProtoOutput.NoRoomException e) {
      throw new AssertionError(e);
    }
  }

  /** The bytes that a client sent. */
  static byte[] capture(String name) {
    return resource("/wire-captures/" + name);
  }

  static byte[] resource(String path) {
    try (InputStream in = Transcoded.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new AssertionError("no " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same with all attributes in one order. */
  static TracesData sorted(TracesData data) {
    TracesData.Builder out = data.toBuilder();
    for (ResourceSpans.Builder resource : out.getResourceSpansBuilderList()) {
      if (resource.hasResource()) {
        List<KeyValue> attributes = sorted(resource.getResource().getAttributesList());
        resource.setResource(Resource.newBuilder().addAllAttributes(attributes));
      }
      for (ScopeSpans.Builder scope : resource.getScopeSpansBuilderList()) {
        scope.getSpansBuilderList().forEach(Transcoded::sort);
      }
    }
    return out.build();
  }

  private static void sort(Span.Builder span) {
    List<KeyValue> attributes = sorted(span.getAttributesList());
    span.clearAttributes().addAllAttributes(attributes);
    for (Span.Event.Builder event : span.getEventsBuilderList()) {
      List<KeyValue> fields = sorted(event.getAttributesList());
      event.clearAttributes().addAllAttributes(fields);
    }
  }

  private static List<KeyValue> sorted(List<KeyValue> attributes) {
    return attributes.stream()
        .sorted(
            Comparator.comparing(KeyValue::getKey)
                .thenComparing(
                    KeyValue::toByteString, ByteString.unsignedLexicographicalComparator()))
        .toList();
  }
}
