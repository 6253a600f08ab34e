package io.spanweir.processor.tailsampling;

import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import io.spanweir.core.otlp.WireReader;

/**
 * Takes what a tier before this one recorded of its decision out of spans and scopes, in place and
 * in one pass, so that each speaks of one decision at most. Single-threaded.
 */
final class TagEraser {
  private final AttributeCursor attributes = new AttributeCursor();

  /** Erases it from the span message at {@code [from, to)}. @return where the message ends now */
  int ofSpan(byte[] bytes, int from, int to) {
    return erase(attributes.ofSpan(bytes, from, to), bytes, from, to);
  }

  /**
   * Erases it from the attributes of the scope, given the fields of its {@code ScopeSpans} at
   * {@code [from, to)}. @return where the fields end now
   */
  int ofScope(byte[] bytes, int from, int to) {
    int end = from;
    int at = from;
    while (at < to) {
      long tag = WireReader.tag(bytes, at, to);
      int body = WireReader.next(tag);
      int after = tag < 0 ? -1 : WireReader.skip(WireReader.value(tag), bytes, body, to);
      if (after < 0) {
        after = to;
      } else if (WireReader.value(tag) == OtlpFields.SCOPE_SPANS_SCOPE) {
        int message = WireReader.next(WireReader.length(bytes, body, to));
        int messageEnd = erase(attributes.ofScope(bytes, at, after), bytes, message, after);
        if (messageEnd < after) {
          int length = messageEnd - message;
          end = OtlpWriter.writeHead(bytes, end, OtlpFields.SCOPE_SPANS_SCOPE, length);
          end = move(bytes, message, messageEnd, end);
          at = after;
          continue;
        }
      }
      end = move(bytes, at, after, end);
      at = after;
    }
    return end;
  }

  private static int erase(AttributeCursor cursor, byte[] bytes, int from, int to) {
    int end = from;
    int kept = from;
    while (cursor.next()) {
      if (DecisionTags.isOwn(cursor)) {
        end = move(bytes, kept, cursor.fieldOffset(), end);
        kept = cursor.fieldEnd();
      }
    }
    return move(bytes, kept, to, end);
  }

  /** Copies {@code [from, to)} down. @return the position behind the copy */
  private static int move(byte[] bytes, int from, int to, int at) {
    if (at != from) {
      System.arraycopy(bytes, from, bytes, at, to - from);
    }
    return at + to - from;
  }
}
