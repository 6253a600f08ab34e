package io.spanweir.exporter.sending;

import io.spanweir.core.component.Settings;

/** Where the spans of an exporter are counted that sends to a backend. Any thread. */
final class SendBook extends ExporterBook {
  SendBook(Settings settings, SendQueue queue) {
    super(settings, queue::openSpans);
    gaugeOfSignal(
        "otelcol.exporter.queue.size",
        "What waits or is on its way, in units of the queue's sizer",
        queue,
        SendQueue::size);
    gaugeOfSignal(
        "otelcol.exporter.queue.capacity",
        "How much may wait or be on its way, in units of the queue's sizer",
        queue,
        SendQueue::sizeMax);
    queueBytes(queue, SendQueue::bytes);
  }

  void onSent(int spans, SendResult result) {
    int rejected = Math.max(0, Math.min(spans, result.rejectedSpans()));
    onKept(spans - rejected);
    if (rejected > 0) {
      onRejected(rejected);
    }
    if (!result.error().isEmpty()) {
      record(result.error(), counted(rejected) + " rejected: " + result.detail());
    }
  }

  void onRetry(SendResult result) {
    record(result.error() + ", trying again", result.detail());
  }
}
