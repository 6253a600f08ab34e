package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.JsonReader;
import io.spanweir.receiver.transcode.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * Tells spans in JSON v1 from those in v2 by the keys that one has and the other has not. Those of
 * the first spans say it; where none does (ids and a name are in both), it makes no difference.
 * Static.
 */
final class JsonVersion {
  /** Spans without any sign that are looked at. */
  private static final int SPANS_MAX = 16;

  private enum Sign {
    V1("binaryAnnotations"),
    ANNOTATIONS("annotations"),
    TAGS("tags"),
    KIND("kind"),
    SHARED("shared"),
    REMOTE_ENDPOINT("remoteEndpoint"),
    /** Some v1 spans in the field have it as well. */
    LOCAL_ENDPOINT("localEndpoint");

    private static final Keys<Sign> KEYS = new Keys<>();
    private static final Keys<Sign> IN_ANNOTATIONS = new Keys<>();

    static {
      for (Sign sign : values()) {
        KEYS.put(sign.key, sign);
      }
      IN_ANNOTATIONS.put("endpoint", V1);
    }

    private final String key;

    Sign(String key) {
      this.key = key;
    }
  }

  private JsonVersion() {}

  /** What breaks off is v2, whose reader says so. */
  static ZipkinEncoding of(byte[] json, int length) {
    try {
      return version(JsonReader.lenient(json, length));
    } catch (MalformedException e) {
      return ZipkinEncoding.JSON_V2;
    }
  }

  private static ZipkinEncoding version(JsonReader reader) throws MalformedException {
    ZipkinEncoding version = ZipkinEncoding.UNKNOWN;
    if (reader.peek() == '{') {
      version = ofSpan(reader);
    } else {
      reader.enter('[', "a list of spans");
      boolean first = true;
      for (int i = 0; i < SPANS_MAX && version == ZipkinEncoding.UNKNOWN; i++) {
        if (!reader.more(first, ']')) {
          break;
        }
        first = false;
        version = ofAny(reader);
      }
    }
    return version == ZipkinEncoding.UNKNOWN ? ZipkinEncoding.JSON_V2 : version;
  }

  /** One that makes no sense says nothing; the next one may. */
  private static ZipkinEncoding ofAny(JsonReader reader) throws MalformedException {
    long before = reader.mark();
    try {
      return ofSpan(reader);
    } catch (MalformedException e) {
      reader.back(before);
      reader.skipUnread();
      return ZipkinEncoding.UNKNOWN;
    }
  }

  private static ZipkinEncoding ofSpan(JsonReader reader) throws MalformedException {
    if (reader.peek() != '{') {
      reader.skip();
      return ZipkinEncoding.UNKNOWN;
    }
    ZipkinEncoding version = ZipkinEncoding.UNKNOWN;
    reader.enter('{', "");
    for (boolean first = true; reader.more(first, '}'); first = false) {
      reader.key();
      Sign sign = find(reader, Sign.KEYS);
      if (sign == Sign.V1) {
        return ZipkinEncoding.JSON_V1;
      }
      if (sign == Sign.ANNOTATIONS && reader.peek() == '[') {
        if (hasEndpoints(reader)) {
          return ZipkinEncoding.JSON_V1;
        }
      } else if (sign == null || sign == Sign.ANNOTATIONS) {
        reader.skip();
      } else if (sign == Sign.LOCAL_ENDPOINT) {
        version = ZipkinEncoding.JSON_V2;
        reader.skip();
      } else {
        return ZipkinEncoding.JSON_V2;
      }
    }
    return version;
  }

  private static boolean hasEndpoints(JsonReader reader) throws MalformedException {
    reader.enter('[', "");
    for (boolean first = true; reader.more(first, ']'); first = false) {
      if (reader.peek() != '{') {
        reader.skip();
        continue;
      }
      reader.enter('{', "");
      for (boolean firstKey = true; reader.more(firstKey, '}'); firstKey = false) {
        reader.key();
        if (find(reader, Sign.IN_ANNOTATIONS) != null) {
          return true;
        }
        reader.skip();
      }
    }
    return false;
  }

  private static @Nullable Sign find(JsonReader reader, Keys<Sign> keys) {
    int length = reader.to() - reader.from();
    if (!reader.escaped()) {
      return keys.find(reader.bytes(), reader.from(), length);
    }
    byte[] key = new byte[length];
    return keys.find(key, 0, JsonText.unescape(reader.bytes(), reader.from(), reader.to(), key, 0));
  }
}
