package io.spanweir.bench.workload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** OTLP over HTTP/1.1: one POST with a length, on a connection that stays open. */
public final class Http1Framing implements Framing {
  private final String authority;
  private final Compression compression;
  private final boolean json;

  public Http1Framing(String authority, Compression compression, boolean json) {
    this.authority = authority;
    this.compression = compression;
    this.json = json;
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
    return "POST /v1/traces HTTP/1.1\r\nHost: "
        + authority
        + "\r\nUser-Agent: spanweir-bench\r\nContent-Type: application/"
        + (json ? "json" : "x-protobuf")
        + (compression == Compression.NONE ? "" : "\r\nContent-Encoding: " + compression.label())
        + "\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }
}
