package io.spanweir.exporter.tracestore;

import io.spanweir.core.component.Settings;
import io.spanweir.exporter.sending.ExporterBook;

/** Where a store's spans are counted, under the names that other exporters have. Any thread. */
final class StoreBook extends ExporterBook {
  StoreBook(Settings settings, StoreQueue queue, TraceStore store) {
    super(settings, queue::openSpans);
    queueBytes(queue, StoreQueue::bytes);
    gauge("spanweir.trace_store.bytes", "Bytes of the store's files", store, TraceStore::diskBytes);
    gauge(
        "spanweir.trace_store.parts",
        "Parts of traces that are stored: one for each window of writing it came in",
        store,
        TraceStore::parts);
  }

  void onStored(int spans) {
    onKept(spans);
  }

  void onTrouble(String what, Throwable problem) {
    record(what, String.valueOf(problem.getMessage()));
  }
}
