package io.spanweir.exporter.tracestore;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a store. Every answer is exact as of a moment at most a second ago. Any
 * thread but an event loop: answers are read from the disk, and take as long as that.
 *
 * <p>Each throws {@link IOException} when the disk can't be read or the store is closed, with a
 * message for the operator.
 */
public interface TraceQueries {
  /** The traces that fulfil a query, newest first. */
  List<StoredTrace> traces(TraceQuery query) throws IOException;

  /** A trace by its id; null if there is none. */
  @Nullable StoredTrace trace(TraceId id) throws IOException;

  /** Traces by their ids, in no order; those that are not there are left out. */
  List<StoredTrace> traces(Collection<TraceId> ids) throws IOException;

  /** All local service names, in alphabetical order. */
  List<String> services() throws IOException;

  /** Names of the services that spans of this one have as their remote, in alphabetical order. */
  List<String> remoteServices(String service) throws IOException;

  /** Names of the spans of a service, in alphabetical order. */
  List<String> spanNames(String service) throws IOException;

  /** The tag keys whose values can be asked for, as configured. */
  List<String> autocompleteKeys();

  /** All values of such a key, in alphabetical order; none for any other key. */
  List<String> autocompleteValues(String key) throws IOException;

  /**
   * Who called whom, and how often, between {@code endEpochMillis - lookbackMillis} and {@code
   * endEpochMillis}; counted for all spans, also those of traces that were not kept.
   */
  List<ServiceLink> links(long endEpochMillis, long lookbackMillis) throws IOException;
}
