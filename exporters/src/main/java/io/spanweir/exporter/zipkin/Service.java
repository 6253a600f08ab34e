package io.spanweir.exporter.zipkin;

import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.MessageCursor;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.exporter.json.JsonBytes;
import java.nio.charset.StandardCharsets;

/**
 * What a span's resource and scope say in Zipkin: the service's name, and tags. Read once for all
 * spans of a scope. One thread.
 */
final class Service {
  /** What names a service, by rank. */
  private static final byte[][] NAMES = {
    utf8("service.name"),
    utf8("faas.name"),
    utf8("k8s.deployment.name"),
    utf8("process.executable.name")
  };

  private static final byte[] NAME_SOURCE = utf8("otlp.service.name.source");
  private static final byte[] SCOPE_NAME = utf8("otel.scope.name");
  private static final byte[] LIBRARY_NAME = utf8("otel.library.name");
  private static final byte[] LIBRARY_VERSION = utf8("otel.library.version");
  private static final byte[] SCOPE_VERSION = utf8("otel.scope.version");

  private final JsonBytes composed = new JsonBytes();
  private final Tags resourceTags = new Tags(composed);
  private final Tags scopeTags = new Tags(composed);
  private final AttributeCursor attributes = new AttributeCursor();
  private final MessageCursor outer = new MessageCursor();
  private final MessageCursor inner = new MessageCursor();
  private final Slot[] names = new Slot[NAMES.length];
  private final Text name = new Text();
  private final byte[] nameless;
  private int resourceComposed;

  /**
   * @param nameless what a service without a name is called, empty for not at all; a resource that
   *     says nothing is none: Zipkin's spans may be nobody's
   */
  Service(String nameless) {
    this.nameless = utf8(nameless);
    for (int i = 0; i < names.length; i++) {
      names[i] = new Slot();
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The service's name in lower case. */
  Text name() {
    return name;
  }

  /** How many tags resource and scope have. */
  int tags() {
    return resourceTags.size() + scopeTags.size();
  }

  /**
   * Adds the resource's and the scope's tags. A span from Zipkin that names its library has said
   * it, be it in the old way.
   */
  void addTags(Tags to) {
    boolean said = to.has(SCOPE_NAME) || to.has(SCOPE_VERSION);
    if (!said && !to.has(LIBRARY_NAME) && !to.has(LIBRARY_VERSION)) {
      to.addAll(scopeTags);
    }
    to.addAll(resourceTags);
  }

  /** Reads the resource among the fields of {@code ResourceSpans} at {@code [from, to)}. */
  void resource(byte[] bytes, int from, int to) {
    clear();
    boolean saysAnything = false;
    attributes.ofResource(bytes, from, to);
    while (attributes.next()) {
      saysAnything = true;
      if (!takeName()) {
        int hash = Tags.hash(attributes.bytes(), attributes.keyOffset(), attributes.keyLength());
        Values.put(attributes, hash, resourceTags, composed);
      }
    }
    chooseName(saysAnything);
    resourceComposed = composed.length();
  }

  private void clear() {
    composed.clear();
    resourceTags.clear();
    scopeTags.clear();
    for (Slot slot : names) {
      slot.clear();
    }
  }

  private boolean takeName() {
    for (int i = 0; i < names.length; i++) {
      if (attributes.keyEquals(NAMES[i])) {
        return names[i].take(attributes) && names[i].isText();
      }
    }
    return false;
  }

  /** The best is the name, the others are tags. */
  private void chooseName(boolean saysAnything) {
    boolean chosen = false;
    name.clear();
    for (int i = 0; i < names.length; i++) {
      Text text = names[i].text();
      if (!names[i].isText()) {
        continue;
      }
      if (!chosen && !text.isEmpty()) {
        chosen = true;
        name.setLower(text.bytes(), text.at(), text.length());
        if (i > 0) {
          resourceTags.add(NAME_SOURCE, NAMES[i], 0, NAMES[i].length);
        }
      } else if (i > 0) {
        resourceTags.add(NAMES[i], text.bytes(), text.at(), text.length());
      }
    }
    if (!chosen && saysAnything) {
      name.setLower(nameless, 0, nameless.length);
    }
  }

  /** Reads the scope among the fields of {@code ScopeSpans} at {@code [from, to)}. */
  void scope(byte[] bytes, int from, int to) throws MalformedException {
    scopeTags.clear();
    composed.cutTo(resourceComposed);
    outer.of(bytes, from, to);
    while (outer.next()) {
      if (outer.tag() == OtlpFields.SCOPE_SPANS_SCOPE) {
        inner.of(outer);
        while (inner.next()) {
          if (inner.tag() == OtlpFields.SCOPE_NAME) {
            scopeTag(SCOPE_NAME);
          } else if (inner.tag() == OtlpFields.SCOPE_VERSION) {
            scopeTag(SCOPE_VERSION);
          }
        }
      }
    }
    attributes.ofScope(bytes, from, to);
    while (attributes.next()) {
      int hash = Tags.hash(attributes.bytes(), attributes.keyOffset(), attributes.keyLength());
      Values.put(attributes, hash, scopeTags, composed);
    }
  }

  private void scopeTag(byte[] key) {
    if (inner.length() > 0) {
      scopeTags.add(key, inner.bytes(), inner.from(), inner.length());
    }
  }
}
