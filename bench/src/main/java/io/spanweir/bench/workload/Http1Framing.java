package io.spanweir.bench.workload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** HTTP/1.1: one POST with a length. */
public final class Http1Framing implements Framing {
  private final String authority;
  private final Compression compression;
  private final Encoding encoding;

  public Http1Framing(String authority, Compression compression, Encoding encoding) {
    this.authority = authority;
    this.compression = compression;
    this.encoding = encoding;
  }

  @Override
  public Layout lay(byte[] message, int[] cuts) {
    byte[] head = head(message.length).getBytes(StandardCharsets.US_ASCII);
    byte[] wire = Arrays.copyOf(head, head.length + message.length);
    System.arraycopy(message, 0, wire, head.length, message.length);
    int[] shift = new int[cuts.length];
    Arrays.fill(shift, head.length);
    return new Layout(wire, new int[] {0, wire.length}, shift);
  }

  private String head(int length) {
    return "POST "
        + encoding.path()
        + " HTTP/1.1\r\nHost: "
        + authority
        + "\r\nUser-Agent: spanweir-bench\r\nContent-Type: "
        + encoding.contentType()
        + (compression == Compression.NONE ? "" : "\r\nContent-Encoding: " + compression.label())
        + "\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }
}
