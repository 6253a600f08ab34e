package io.spanweir.processor.batch;

import io.spanweir.core.data.ClientInfo;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.testkit.SentSpan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands behind the batch processor: keeps each batch it gets apart. */
final class Pieces implements SpanConsumer {
  final List<Piece> pieces = new ArrayList<>();
  private final List<String> clients = new ArrayList<>();
  boolean full;

  /** One batch as it came, and the receipt to answer it by. */
  record Piece(
      List<SentSpan> spans, @Nullable String tenant, int epoch, SpanBatch same, Receipt receipt) {}

  @Override
  public boolean reserve(int spans, long bytes) {
    return !full;
  }

  @Override
  public void cancel(int spans, long bytes) {
    throw new AssertionError("a batch processor has no reason to cancel");
  }

  @Override
  public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
    pieces.add(new Piece(SentSpan.of(batch), batch.tenant(), batch.epoch(), batch, receipt));
    ClientInfo client = batch.client();
    clients.add(client == null ? "null" : client.values("x-tenant").toString());
    batch.release();
  }

  /** The header by which clients are told apart, of each batch. */
  List<String> clients() {
    return clients;
  }

  List<Integer> sizes() {
    return pieces.stream().map(piece -> piece.spans().size()).toList();
  }

  List<SentSpan> spans() {
    return pieces.stream().flatMap(piece -> piece.spans().stream()).toList();
  }
}
