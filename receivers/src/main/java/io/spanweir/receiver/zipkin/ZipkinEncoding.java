package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.WireReader;
import io.spanweir.receiver.transcode.JsonText;

/**
 * What a body is encoded as, told by its first bytes. What its sender calls it is not asked:
 * clients have sent JSON as Thrift, v2 to v1's address, and spans without the list around them;
 * queues say nothing at all.
 */
enum ZipkinEncoding {
  /** No bytes at all, which are no spans. */
  NOTHING,
  JSON_V1,
  JSON_V2,
  /** v1, a list or one span, by Thrift's binary protocol. */
  THRIFT,
  PROTO3,
  UNKNOWN;

  private static final int PROTO3_SPANS = 1 << 3 | WireReader.LENGTH_DELIMITED;

  /** Types of Thrift's are numbers up to this. One stands before a list, and before any field. */
  private static final int THRIFT_TYPE_MAX = 15;

  static ZipkinEncoding of(byte[] bytes, int length) {
    if (length == 0) {
      return NOTHING;
    }
    int text = afterSpace(bytes, length);
    // White space and nothing else is as good as nothing.
    boolean json = text == length || bytes[text] == '[' || bytes[text] == '{';
    if (bytes[0] == PROTO3_SPANS && !isThriftTraceId(bytes, length)) {
      // The same byte is a line's end.
      return json && !isListOfSpans(bytes, length) ? JsonVersion.of(bytes, length) : PROTO3;
    }
    if (json) {
      return JsonVersion.of(bytes, length);
    }
    return bytes[0] > 0 && bytes[0] <= THRIFT_TYPE_MAX ? THRIFT : UNKNOWN;
  }

  /** Whether it begins with a field 1 of 64 bits, as one span in Thrift does. */
  private static boolean isThriftTraceId(byte[] bytes, int length) {
    return length > 2 && bytes[1] == 0 && bytes[2] == 1;
  }

  /** Whether it has one field behind the other to its end. */
  private static boolean isListOfSpans(byte[] bytes, int end) {
    for (int at = 0; at < end; ) {
      long tag = WireReader.tag(bytes, at, end);
      at = tag < 0 ? -1 : WireReader.skip(WireReader.value(tag), bytes, WireReader.next(tag), end);
      if (at < 0) {
        return false;
      }
    }
    return true;
  }

  private static int afterSpace(byte[] bytes, int length) {
    int at = JsonText.afterMark(bytes, length);
    while (at < length
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }
}
