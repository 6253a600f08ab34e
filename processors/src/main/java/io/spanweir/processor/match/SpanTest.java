package io.spanweir.processor.match;

import io.spanweir.core.data.Slices;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.ValueType;
import io.spanweir.core.otlp.WireReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Whether a row fits an {@code include} or {@code exclude}. What is asked of a resource or a scope
 * is asked once per batch. Reusable, single-threaded; allocates nothing per span, but for texts
 * that an expression meets for the first time.
 */
public final class SpanTest {
  private static final byte[] SERVICE_NAME = "service.name".getBytes(StandardCharsets.UTF_8);

  /** What the Collector calls a service that has no name. */
  private static final byte[] NO_NAME = "<nil-service-name>".getBytes(StandardCharsets.UTF_8);

  private static final byte UNKNOWN = 0;
  private static final byte YES = 1;
  private static final byte NO = 2;

  private final MatchConfig config;
  private final TextTest services;
  private final TextTest names;
  private final boolean[] kinds;
  private final List<AttributeTest> attributes;
  private final List<AttributeTest> resources;
  private final List<LibraryTest> libraries;
  private final AttributeCursor cursor = new AttributeCursor();
  private final ScalarText scalar = new ScalarText();
  private byte[] scopeAnswers = new byte[16];

  /** The content of the field found last. */
  private int foundFrom;

  private int foundTo;

  private record LibraryTest(TextTest name, List<TextTest> version) {}

  public SpanTest(MatchConfig config) {
    this.config = config;
    services = new TextTest(config, config.services());
    names = new TextTest(config, config.spanNames());
    TextTest asked = new TextTest(config, config.spanKinds());
    kinds = new boolean[MatchConfig.KINDS.size()];
    for (int kind = 0; kind < kinds.length; kind++) {
      byte[] name = MatchConfig.KINDS.get(kind).getBytes(StandardCharsets.UTF_8);
      kinds[kind] = config.spanKinds().isEmpty() || asked.holds(name);
    }
    attributes = config.attributes().stream().map(a -> new AttributeTest(config, a)).toList();
    resources = config.resources().stream().map(a -> new AttributeTest(config, a)).toList();
    libraries = config.libraries().stream().map(l -> library(config, l)).toList();
  }

  private static LibraryTest library(MatchConfig config, MatchConfig.LibraryConfig asked) {
    List<TextTest> version =
        asked.version() == null
            ? List.of()
            : List.of(new TextTest(config, List.of(asked.version())));
    return new LibraryTest(new TextTest(config, List.of(asked.name())), version);
  }

  /** The lengths of the keys that batches are asked for. */
  long keyLengthsAsked() {
    long lengths = 0;
    for (AttributeTest test : attributes) {
      lengths |= test.question().lengths();
    }
    return lengths;
  }

  /** Begins with a batch; to be called before its rows are asked about. */
  public void begin(SpanBatch batch) {
    int scopes = batch.scopes().size();
    if (scopeAnswers.length < scopes) {
      scopeAnswers = new byte[scopes * 2];
    }
    Arrays.fill(scopeAnswers, 0, scopes, UNKNOWN);
  }

  /** Whether the row fits. */
  public boolean holds(SpanBatch batch, int row) {
    SpanIndex index = batch.index();
    int scope = index.scope(row);
    if (scopeAnswers[scope] == UNKNOWN) {
      scopeAnswers[scope] = holdsAround(batch, scope) ? YES : NO;
    }
    return scopeAnswers[scope] == YES
        && kindHolds(index.kind(row))
        && (config.spanNames().isEmpty() || nameHolds(batch, row))
        && attributesHold(batch, row);
  }

  private boolean kindHolds(int kind) {
    boolean known = kind >= 0 && kind < kinds.length;
    return known ? kinds[kind] : config.spanKinds().isEmpty();
  }

  private boolean nameHolds(SpanBatch batch, int row) {
    byte[] bytes = batch.rowBytes(row);
    find(OtlpFields.SPAN_NAME, bytes, batch.index().bodyOffset(row), batch.index().end(row));
    return names.holds(bytes, foundFrom, foundTo);
  }

  private boolean attributesHold(SpanBatch batch, int row) {
    for (AttributeTest test : attributes) {
      if (!test.question().mayBeIn(batch.index(), row)
          || !test.holds(cursor.ofSpan(batch, row), scalar)) {
        return false;
      }
    }
    return true;
  }

  private boolean holdsAround(SpanBatch batch, int scope) {
    int resource = batch.scopeResource(scope);
    for (AttributeTest test : resources) {
      if (!test.holds(cursor.ofResource(batch, resource), scalar)) {
        return false;
      }
    }
    return (config.services().isEmpty() || serviceHolds(batch, resource))
        && (libraries.isEmpty() || libraryHolds(batch, scope));
  }

  private boolean serviceHolds(SpanBatch batch, int resource) {
    cursor.ofResource(batch, resource);
    while (cursor.next()) {
      if (cursor.keyEquals(SERVICE_NAME) && cursor.valueType() == ValueType.STRING) {
        int from = cursor.value().offset();
        return services.holds(cursor.bytes(), from, from + cursor.value().length());
      }
    }
    return services.holds(NO_NAME);
  }

  private boolean libraryHolds(SpanBatch batch, int scope) {
    Slices scopes = batch.scopes();
    byte[] fields = new byte[scopes.itemBytes(scope)];
    batch.copyItem(scopes, scope, fields, 0);
    find(OtlpFields.SCOPE_SPANS_SCOPE, fields, 0, fields.length);
    int from = foundFrom;
    int to = foundTo;
    find(OtlpFields.SCOPE_NAME, fields, from, to);
    int nameFrom = foundFrom;
    int nameTo = foundTo;
    find(OtlpFields.SCOPE_VERSION, fields, from, to);
    for (LibraryTest library : libraries) {
      boolean version =
          library.version().stream().allMatch(v -> v.holds(fields, foundFrom, foundTo));
      if (version && library.name().holds(fields, nameFrom, nameTo)) {
        return true;
      }
    }
    return false;
  }

  /** Finds the last field of its kind, an empty one if there is none. */
  private void find(int field, byte[] bytes, int from, int to) {
    foundFrom = from;
    foundTo = from;
    int at = from;
    while (at < to) {
      long tag = WireReader.tag(bytes, at, to);
      int body = WireReader.next(tag);
      int after = tag < 0 ? -1 : WireReader.skip(WireReader.value(tag), bytes, body, to);
      if (after < 0) {
        return;
      }
      if (WireReader.value(tag) == field) {
        foundFrom = WireReader.next(WireReader.length(bytes, body, to));
        foundTo = after;
      }
      at = after;
    }
  }
}
