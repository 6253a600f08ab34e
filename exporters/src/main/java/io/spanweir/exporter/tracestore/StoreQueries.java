package io.spanweir.exporter.tracestore;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a store. Any thread. */
final class StoreQueries implements TraceQueries {
  private final TraceStore store;
  private final LinkBook links;
  private final List<String> autocompleteKeys;

  StoreQueries(TraceStore store, LinkBook links, List<String> autocompleteKeys) {
    this.store = store;
    this.links = links;
    this.autocompleteKeys = autocompleteKeys;
  }

  @Override
  public List<StoredTrace> traces(TraceQuery query) throws IOException {
    return store.traces(query);
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
    return store.names(Fields.SERVICE, "");
  }

  @Override
  public List<String> remoteServices(String service) throws IOException {
    return store.names(Fields.REMOTE_SERVICE, service);
  }

  @Override
  public List<String> spanNames(String service) throws IOException {
    return store.names(Fields.SPAN_NAME, service);
  }

  @Override
  public List<String> autocompleteKeys() {
    return autocompleteKeys;
  }

  @Override
  public List<String> autocompleteValues(String key) throws IOException {
    return autocompleteKeys.contains(key) ? store.names(Fields.TAG_VALUE, key) : List.of();
  }

  @Override
  public List<ServiceLink> links(long endEpochMillis, long lookbackMillis) {
    return links.links(endEpochMillis, lookbackMillis);
  }
}
