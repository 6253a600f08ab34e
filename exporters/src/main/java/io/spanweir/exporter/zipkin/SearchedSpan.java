package io.spanweir.exporter.zipkin;

import io.spanweir.core.data.Slices;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a span is searched by, as Zipkin would have it: the very names, tags and annotations that
 * {@link ZipkinJson} writes of it. A flyweight that is aimed again and again; what it gives holds
 * until it is aimed at something else. One thread.
 */
public final class SearchedSpan {
  private static final byte[] NOTHING = {};

  private final Service service;
  private final ZipkinSpan span = new ZipkinSpan();
  private byte[] resourceBytes = NOTHING;
  private byte[] scopeBytes = NOTHING;
  private int resourceAt = -1;
  private int scopeAt = -1;
  private long surroundings;

  /** UTF-8 where it lies; aimed again and again. */
  public static final class Word {
    private byte[] bytes = NOTHING;
    private int at;
    private int length;

    public byte[] bytes() {
      return bytes;
    }

    public int at() {
      return at;
    }

    public int length() {
      return length;
    }

    public boolean is(byte[] utf8) {
      return Arrays.equals(bytes, at, at + length, utf8, 0, utf8.length);
    }

    @Override
    public String toString() {
      return length == 0 ? "" : new String(bytes, at, length, StandardCharsets.UTF_8);
    }

    /** Aims at other bytes. */
    public void set(byte[] source, int offset, int count) {
      bytes = source;
      at = offset;
      length = count;
    }

    private void set(Text text) {
      set(text.bytes(), text.at(), text.length());
    }

    private void set(TextList list, int i) {
      set(list.bytes(i), list.at(i), list.length(i));
    }
  }

  /**
   * @param nameless what a service is called whose resource has attributes but no name; empty for
   *     not at all
   */
  public SearchedSpan(String nameless) {
    service = new Service(nameless);
  }

  /** Forgets the batch at hand; before the rows of another one. */
  public void begin() {
    resourceAt = -1;
    scopeAt = -1;
  }

  /**
   * Reads a row; cheapest in the order of scopes.
   *
   * @return false if it can't be read, as nobody can then
   */
  public boolean read(SpanBatch rows, int row) {
    try {
      surroundings(rows, rows.index().scope(row));
      span.gather(rows.rowBytes(row), rows.index().bodyOffset(row), rows.index().end(row), service);
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  private void surroundings(SpanBatch rows, int scope) throws MalformedException {
    if (scope == scopeAt) {
      return;
    }
    int resource = rows.scopeResource(scope);
    surroundings++;
    scopeAt = -1;
    if (resource != resourceAt) {
      resourceBytes = copy(rows, rows.resources(), resource, resourceBytes);
      service.resource(resourceBytes, 0, rows.resources().itemBytes(resource));
      resourceAt = resource;
    }
    scopeBytes = copy(rows, rows.scopes(), scope, scopeBytes);
    service.scope(scopeBytes, 0, rows.scopes().itemBytes(scope));
    scopeAt = scope;
  }

  private static byte[] copy(SpanBatch rows, Slices items, int item, byte[] to) {
    int length = items.itemBytes(item);
    byte[] target = to.length >= length ? to : new byte[Math.max(length, 512)];
    rows.copyItem(items, item, target, 0);
    return target;
  }

  /** The local service's name, in lower case; empty if it has none. */
  public void service(Word to) {
    to.set(span.local().service());
  }

  /** The remote service's name, in lower case; empty if it has none. */
  public void remoteService(Word to) {
    to.set(span.remote().service());
  }

  /** The span's name, in lower case; empty if it has none. */
  public void name(Word to) {
    to.set(span.name());
  }

  public long id() {
    return span.id();
  }

  /** 0 if it has none. */
  public long parent() {
    return span.parent();
  }

  /** 0 none, 1 client, 2 server, 3 producer, 4 consumer. */
  public int kind() {
    return span.kind();
  }

  public boolean isShared() {
    return span.isShared();
  }

  /** Microseconds since 1970; 0 if it has none. */
  public long timestampMicros() {
    return span.timestamp();
  }

  /** Microseconds; 0 if it has none. */
  public long durationMicros() {
    return span.duration();
  }

  /** How many tags it has. */
  public int tags() {
    return span.tags().size();
  }

  public void tag(int i, Word key, Word value) {
    key.set(span.tags().keys(), i);
    value.set(span.tags().values(), i);
  }

  /** How many of its tags, the first ones, are the span's; the others its resource and scope's. */
  public int ownTags() {
    return span.ownTags();
  }

  /** How many tags resource and scope have; a span may have others in the place of some. */
  public int surroundingTags() {
    return service.tags();
  }

  /** A number that is another one whenever resource or scope is. */
  public long surroundings() {
    return surroundings;
  }

  /** How many annotations it has. */
  public int annotations() {
    return span.annotations().size();
  }

  public void annotation(int i, Word to) {
    to.set(span.annotations().texts(), i);
  }
}
