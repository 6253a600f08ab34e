package io.spanweir.bench.workload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * OTLP over gRPC: a HEADERS frame and DATA frames of at most 16 KiB, which every HTTP/2 peer
 * accepts.
 *
 * <p>Headers are literals that leave the peer's table alone, so the same bytes serve every request.
 * The stream number is written later.
 */
public final class GrpcFraming implements Framing {
  private static final int FRAME_BYTES_MAX = 16_384;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PREFIX_BYTES = 5;

  private static final int STATIC_METHOD_POST = 0x83;
  private static final int STATIC_SCHEME_HTTP = 0x86;
  private static final int NAME_AUTHORITY = 1;
  private static final int NAME_PATH = 4;
  private static final int NAME_CONTENT_TYPE = 31;
  private static final int NAME_USER_AGENT = 58;

  private final byte[] headerBlock;
  private final boolean compressed;

  public GrpcFraming(String authority, Compression compression) {
    this.compressed = compression != Compression.NONE;
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(STATIC_METHOD_POST);
    block.write(STATIC_SCHEME_HTTP);
    named(block, NAME_PATH, "/opentelemetry.proto.collector.trace.v1.TraceService/Export");
    named(block, NAME_AUTHORITY, authority);
    named(block, NAME_CONTENT_TYPE, "application/grpc");
    named(block, NAME_USER_AGENT, "spanweir-bench");
    literal(block, "te", "trailers");
    if (compressed) {
      literal(block, "grpc-encoding", compression.label());
    }
    headerBlock = block.toByteArray();
  }

  @Override
  public Layout lay(byte[] message, int[] cuts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + message.length / 500);
    List<Integer> frames = new ArrayList<>();
    int[] shift = new int[cuts.length];
    frames.add(0);
    frameHeader(out, headerBlock.length, HEADERS, END_HEADERS);
    out.writeBytes(headerBlock);
    int from = 0;
    int cut = 0;
    while (from < message.length) {
      int prefix = from == 0 ? PREFIX_BYTES : 0;
      int to = endOfFrame(message.length, cuts, cut, from, from + FRAME_BYTES_MAX - prefix);
      frames.add(out.size());
      frameHeader(out, to - from + prefix, DATA, to == message.length ? END_STREAM : 0);
      if (prefix > 0) {
        messagePrefix(out, message.length);
      }
      for (; cut < cuts.length && cuts[cut] < to; cut++) {
        shift[cut] = out.size() - from;
      }
      out.write(message, from, to - from);
      from = to;
    }
    frames.add(out.size());
    int[] starts = frames.stream().mapToInt(Integer::intValue).toArray();
    return new Layout(out.toByteArray(), starts, shift);
  }

  private static int endOfFrame(int length, int[] cuts, int firstCut, int from, int endMax) {
    if (length <= endMax) {
      return length;
    }
    int end = from;
    for (int cut = firstCut; cut < cuts.length && cuts[cut] <= endMax; cut++) {
      end = cuts[cut];
    }
    return end > from ? end : endMax;
  }

  private void messagePrefix(ByteArrayOutputStream out, int length) {
    out.write(compressed ? 1 : 0);
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(length >>> shift);
    }
  }

  private static void frameHeader(ByteArrayOutputStream out, int length, int type, int flags) {
    out.write(length >>> 16);
    out.write(length >>> 8);
    out.write(length);
    out.write(type);
    out.write(flags);
    out.writeBytes(new byte[4]);
  }

  private static void named(ByteArrayOutputStream out, int name, String value) {
    int prefixMax = 15;
    out.write(Math.min(name, prefixMax));
    if (name >= prefixMax) {
      out.write(name - prefixMax);
    }
    text(out, value);
  }

  private static void literal(ByteArrayOutputStream out, String name, String value) {
    out.write(0);
    text(out, name);
    text(out, value);
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    out.write(ascii.length);
    out.writeBytes(ascii);
  }
}
