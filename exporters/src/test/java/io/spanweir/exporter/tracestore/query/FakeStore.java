package io.spanweir.exporter.tracestore.query;

import io.spanweir.exporter.tracestore.ServiceLink;
import io.spanweir.exporter.tracestore.StoredTrace;
import io.spanweir.exporter.tracestore.TraceId;
import io.spanweir.exporter.tracestore.TraceQueries;
import io.spanweir.exporter.tracestore.TraceQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store that has a few traces, and remembers what it was asked. */
class FakeStore implements TraceQueries {
  final List<StoredTrace> stored = new CopyOnWriteArrayList<>();
  final List<TraceQuery> asked = new CopyOnWriteArrayList<>();
  volatile boolean broken;

  @Override
  public List<StoredTrace> traces(TraceQuery query) throws IOException {
    if (broken) {
      throw new IOException("the disk is gone");
    }
    asked.add(query);
    return "nobody".equals(query.service()) ? List.of() : stored;
  }

  @Override
  public StoredTrace trace(TraceId id) {
    return stored.stream().filter(one -> one.id().equals(id)).findFirst().orElse(null);
  }

  @Override
  public List<StoredTrace> traces(Collection<TraceId> ids) {
    List<StoredTrace> found = new ArrayList<>(stored);
    found.removeIf(one -> !ids.contains(one.id()));
    return found;
  }

  @Override
  public List<String> services() {
    return List.of("front", "größe \"1\"");
  }

  @Override
  public List<String> remoteServices(String service) {
    return service.isEmpty() ? List.of() : List.of("db of " + service);
  }

  @Override
  public List<String> spanNames(String service) {
    return service.isEmpty() ? List.of() : List.of("get of " + service);
  }

  @Override
  public List<String> autocompleteKeys() {
    return List.of("env");
  }

  @Override
  public List<String> autocompleteValues(String key) {
    return key.equals("env") ? List.of("prod") : List.of();
  }

  @Override
  public List<ServiceLink> links(long endEpochMillis, long lookbackMillis) {
    return endEpochMillis < 10
        ? List.of()
        : List.of(new ServiceLink("front", "db", 3, 0), new ServiceLink("db", "disk", 2, 1));
  }
}
