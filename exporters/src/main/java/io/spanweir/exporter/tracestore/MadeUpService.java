package io.spanweir.exporter.tracestore;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A service that is made up, with the spans that it is about to send. One thread. */
final class MadeUpService {
  /** How many operations one has. */
  static final int OPERATIONS = 8;

  private static final int HEAD_BYTES_MAX = 10;
  private static final int RESOURCE_BYTES_MAX = 1_024;
  private static final byte[] NO_SPANS = {};

  private final int number;
  private final String name;
  private final byte[] nameBytes;
  private final byte[][] operations = new byte[OPERATIONS][];
  private final byte[] scope;
  private byte[] resource = {};
  private byte[] spans = NO_SPANS;
  private int length;

  MadeUpService(int number) {
    this.number = number;
    name = name(number);
    nameBytes = name.getBytes(StandardCharsets.UTF_8);
    byte[] library = "io.opentelemetry.http".getBytes(StandardCharsets.UTF_8);
    scope = field(OtlpFields.SCOPE_SPANS_SCOPE, field(OtlpFields.SCOPE_NAME, library));
    restart(0);
  }

  static String name(int number) {
    return "rehearsal-" + number;
  }

  private static byte[] field(int tag, byte[] content) {
    byte[] field = new byte[content.length + HEAD_BYTES_MAX];
    return Arrays.copyOf(field, OtlpWriter.writeField(field, 0, tag, content));
  }

  private byte[] resource(int process) {
    byte[][] texts =
        MadeUpSpan.utf8(
            "service.name",
            name,
            "service.version",
            "1.2.3",
            "service.instance.id",
            name + "-6f9c7d5b8-" + process,
            "deployment.environment.name",
            "production",
            "host.name",
            "ip-10-0-0-" + process % 250,
            "telemetry.sdk.language",
            "java");
    byte[] attributes = new byte[RESOURCE_BYTES_MAX];
    int end = 0;
    for (int i = 0; i < texts.length; i += 2) {
      int tag = OtlpFields.RESOURCE_ATTRIBUTES;
      end = OtlpWriter.writeAttribute(attributes, end, tag, texts[i], texts[i + 1]);
    }
    return field(OtlpFields.RESOURCE_SPANS_RESOURCE, Arrays.copyOf(attributes, end));
  }

  int number() {
    return number;
  }

  /** Its name in UTF-8. */
  byte[] nameBytes() {
    return nameBytes;
  }

  /** The name of an operation in UTF-8. */
  byte[] operation(int i) {
    return operations[i];
  }

  /** Another process sends from now on, which has other operations. */
  void restart(int process) {
    resource = resource(process);
    for (int i = 0; i < OPERATIONS; i++) {
      String operation = "GET /" + name + "/v" + process + "/" + i;
      operations[i] = operation.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Takes the span that was made last. */
  void add(MadeUpSpan span) {
    int room = MadeUpSpan.BYTES_MAX + HEAD_BYTES_MAX;
    if (spans.length - length < room) {
      spans = Arrays.copyOf(spans, 2 * spans.length + room);
    }
    length = span.write(spans, length);
  }

  boolean hasSpans() {
    return length > 0;
  }

  /** Hands over the spans that it has, as {@code TracesData}. */
  Chunk send(ChunkPool chunks) throws IOException {
    int inScope = scope.length + length;
    long inResource =
        resource.length + OtlpWriter.fieldSize(OtlpFields.RESOURCE_SPANS_SCOPE_SPANS, inScope);
    long all = OtlpWriter.fieldSize(OtlpFields.TRACES_RESOURCE_SPANS, inResource);
    Chunk chunk = chunks.lease(Math.toIntExact(all));
    if (chunk == null) {
      throw new IOException("no memory for " + all + " bytes");
    }
    byte[] to = chunk.bytes();
    int at = OtlpWriter.writeHead(to, 0, OtlpFields.TRACES_RESOURCE_SPANS, (int) inResource);
    at = copy(resource, resource.length, to, at);
    at = OtlpWriter.writeHead(to, at, OtlpFields.RESOURCE_SPANS_SCOPE_SPANS, inScope);
    at = copy(scope, scope.length, to, at);
    chunk.length(copy(spans, length, to, at));
    length = 0;
    return chunk;
  }

  private static int copy(byte[] from, int bytes, byte[] to, int at) {
    System.arraycopy(from, 0, to, at, bytes);
    return at + bytes;
  }
}
