package io.spanweir.receiver.zipkin;

import io.spanweir.receiver.zipkin.ZipkinSpan.ValueType;
import java.nio.charset.StandardCharsets;

/** What the tags of a span say, looked at once before it is written. Reusable. */
final class SpanTags {
  private static final byte[] INTERNAL = "internal".getBytes(StandardCharsets.US_ASCII);
  private static final int FIRST = 16;

  private final SpanStatus status = new SpanStatus();
  private final SpanLink link = new SpanLink();
  private TagMeaning[] meanings = new TagMeaning[FIRST];

  /** A bit for each of the meanings that a tag has. */
  private int seen;

  private boolean internal;
  private long traceState;
  private long scopeName;
  private long scopeVersion;
  private long libraryName;
  private long libraryVersion;

  void read(ZipkinSpan span) {
    status.clear();
    seen = 0;
    internal = false;
    traceState = SpanText.NONE;
    scopeName = SpanText.NONE;
    scopeVersion = SpanText.NONE;
    libraryName = SpanText.NONE;
    libraryVersion = SpanText.NONE;
    if (meanings.length < span.tags()) {
      meanings = new TagMeaning[2 * span.tags()];
    }
    for (int i = 0; i < span.tags(); i++) {
      TagMeaning meaning = span.tagMeaning(i);
      meanings[i] = meaning;
      if (meaning != TagMeaning.PLAIN) {
        special(meaning, span, i);
        seen |= meanings[i].bit();
      }
    }
  }

  private void special(TagMeaning meaning, ZipkinSpan span, int tag) {
    boolean isText = span.tagType(tag) == ValueType.TEXT;
    long value = isText ? span.tagValue(tag) : SpanText.NONE;
    switch (meaning) {
      case ERROR, STATUS_CODE, STATUS_DESCRIPTION -> status.read(meaning, span, tag);
      case SPAN_KIND -> internal = span.text().equals(value, INTERNAL, INTERNAL.length);
      case TRACE_STATE -> {
        traceState = value;
        if (SpanText.length(value) == 0) {
          meanings[tag] = TagMeaning.PLAIN;
        }
      }
      case LINK -> {
        if (!isText || !link.read(span.text(), value)) {
          meanings[tag] = TagMeaning.PLAIN;
        }
      }
      case SCOPE_NAME -> scopeName = value;
      case SCOPE_VERSION -> scopeVersion = value;
      case LIBRARY_NAME -> libraryName = value;
      case LIBRARY_VERSION -> libraryVersion = value;
      default -> {
        // That there is a tag with this key is all that matters.
      }
    }
  }

  /** What a tag means; of one that couldn't be read as what it should mean {@code PLAIN}. */
  TagMeaning meaning(int tag) {
    return meanings[tag];
  }

  /** Whether a tag is an attribute, and not just something else. */
  boolean isAttribute(int tag) {
    TagMeaning meaning = meanings[tag];
    return meaning != TagMeaning.TRACE_STATE && meaning != TagMeaning.LINK;
  }

  /** Whether one of the tags means this. */
  boolean has(TagMeaning meaning) {
    return (seen & meaning.bit()) != 0;
  }

  SpanStatus status() {
    return status;
  }

  /** Whether a span without a kind is OTLP's internal one. */
  boolean isInternal() {
    return internal;
  }

  /** A slice; empty if there is none. */
  long traceState() {
    return traceState;
  }

  /** A slice; empty if there is none. The older keys count where the newer ones are not there. */
  long scopeName() {
    return isEmpty(scopeName) ? libraryName : scopeName;
  }

  /** A slice; empty if there is none. It is that of the name, and none without a name. */
  long scopeVersion() {
    if (!isEmpty(scopeName)) {
      return scopeVersion;
    }
    return isEmpty(libraryName) ? SpanText.NONE : libraryVersion;
  }

  private static boolean isEmpty(long slice) {
    return SpanText.length(slice) == 0;
  }
}
