package io.spanweir.bench.generator;

/** Reads how many spans a successful answer rejected. */
final class PartialSuccess {
  private final byte[] bytes;
  private int at;

  private PartialSuccess(byte[] bytes, int from) {
    this.bytes = bytes;
    this.at = from;
  }

  /**
   * Reads an {@code ExportTraceServiceResponse}.
   *
   * @param bytes holds the message
   * @param from where it begins; it ends where the bytes end
   */
  static long rejectedSpans(byte[] bytes, int from) {
    PartialSuccess reader = new PartialSuccess(bytes, from);
    long rejected = 0;
    while (reader.at < bytes.length) {
      long tag = reader.varint();
      if (tag >>> 3 == 1 && (tag & 7) == 2) {
        // The fields of the only sub-message are read in place: its end is the end of the answer.
        reader.varint();
      } else if (tag >>> 3 == 1 && (tag & 7) == 0) {
        rejected = reader.varint();
      } else {
        reader.at += (int) reader.varint();
      }
    }
    return rejected;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; at < bytes.length; shift += 7) {
      byte b = bytes[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        break;
      }
    }
    return value;
  }
}
