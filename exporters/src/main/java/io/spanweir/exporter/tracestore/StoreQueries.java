package io.spanweir.exporter.tracestore;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a store, which has empty answers to searches if it isn't to be searched. Any thread. */
final class StoreQueries implements TraceQueries {
  private final TraceStore store;
  private final LinkBook links;
  private final List<String> autocompleteKeys;
  private final boolean search;

  StoreQueries(TraceStore store, LinkBook links, TraceStoreConfig config) {
    this.store = store;
    this.links = links;
    autocompleteKeys = config.autocompleteKeys();
    search = config.searchEnabled();
  }

  @Override
  public List<StoredTrace> traces(TraceQuery query) throws IOException {
    return search ? store.traces(query) : List.of();
  }

  @Override
  public @Nullable StoredTrace trace(TraceId id) throws IOException {
    return store.trace(id);
  }

  @Override
  public List<StoredTrace> traces(Collection<TraceId> ids) throws IOException {
    return store.traces(ids);
  }

  @Override
  public List<String> services() throws IOException {
    return names(Fields.SERVICE, "");
  }

  @Override
  public List<String> remoteServices(String service) throws IOException {
    return names(Fields.REMOTE_SERVICE, service);
  }

  @Override
  public List<String> spanNames(String service) throws IOException {
    return names(Fields.SPAN_NAME, service);
  }

  @Override
  public List<String> autocompleteKeys() {
    return autocompleteKeys;
  }

  @Override
  public List<String> autocompleteValues(String key) throws IOException {
    return autocompleteKeys.contains(key) ? names(Fields.TAG_VALUE, key) : List.of();
  }

  private List<String> names(byte kind, String owner) throws IOException {
    return search ? store.names(kind, owner) : List.of();
  }

  @Override
  public List<ServiceLink> links(long endEpochMillis, long lookbackMillis) {
    return links.links(endEpochMillis, lookbackMillis);
  }
}
