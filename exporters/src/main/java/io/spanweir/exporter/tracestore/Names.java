package io.spanweir.exporter.tracestore;

import io.spanweir.exporter.zipkin.SearchedSpan;
import io.spanweir.exporter.zipkin.SearchedSpan.Word;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.util.BytesRef;

/**
 * The names that people choose from, each once in a slice: what a slice is known to have is not
 * added to it again. One thread.
 */
final class Names extends TokenStream {
  /** Past this a slice's names may be added again: they cost memory only here. */
  private static final int KNOWN_MAX = 1 << 18;

  private static final byte[] NOTHING = {};

  private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
  private final List<byte[]> autocompleteKeys = new ArrayList<>();
  private final List<BytesRef> names = new ArrayList<>();
  private final Word service = new Word();
  private final Word key = new Word();
  private final Word value = new Word();
  private LongSet known = new LongSet();
  private int at;

  Names(Collection<String> autocompleteKeys) {
    autocompleteKeys.forEach(k -> this.autocompleteKeys.add(k.getBytes(StandardCharsets.UTF_8)));
  }

  /** A new slice has none, or it isn't known any more which it has. */
  void forget() {
    known = new LongSet();
  }

  /** Before another part. */
  void clearPart() {
    names.clear();
  }

  /** Whether there is nothing to be added. */
  boolean isEmpty() {
    return names.isEmpty();
  }

  /** Adds the names of a span. */
  void add(SearchedSpan span) {
    span.service(service);
    if (service.length() > 0) {
      key.set(NOTHING, 0, 0);
      add(Fields.SERVICE, key, service);
      span.name(value);
      add(Fields.SPAN_NAME, service, value);
      span.remoteService(value);
      add(Fields.REMOTE_SERVICE, service, value);
    }
  }

  /** Adds the values of a span's tags that can be chosen from. */
  void addValues(SearchedSpan span) {
    for (int k = 0; k < autocompleteKeys.size(); k++) {
      for (int i = 0; i < span.tags(); i++) {
        span.tag(i, key, value);
        if (key.is(autocompleteKeys.get(k))) {
          add(Fields.TAG_VALUE, key, value);
        }
      }
    }
  }

  private void add(byte kind, Word owner, Word name) {
    boolean nameless = name.length() == 0 && kind != Fields.TAG_VALUE;
    if (nameless || owner.length() + name.length() > Fields.NAME_BYTES_MAX) {
      return;
    }
    if (known.size() == KNOWN_MAX) {
      forget();
    }
    if (known.add(Terms.pair(Terms.text(kind, owner), name))) {
      names.add(
          Fields.name(
              kind,
              owner.bytes(),
              owner.at(),
              owner.length(),
              name.bytes(),
              name.at(),
              name.length()));
    }
  }

  @Override
  public void reset() {
    at = 0;
  }

  @Override
  public boolean incrementToken() {
    if (at == names.size()) {
      return false;
    }
    clearAttributes();
    term.setBytesRef(names.get(at++));
    return true;
  }
}
