package io.spanweir.processor.attributes;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import io.spanweir.core.otlp.SpanFacts;
import io.spanweir.processor.match.Selection;
import io.spanweir.processor.passing.BatchStep;
import io.spanweir.processor.passing.EditedBytes;
import java.util.List;

/**
 * Edits the attributes of spans. A row that changes is written into a chunk of its own and its
 * facts are found again as at the door, so that they are those of the new bytes; a row that can't
 * change, by its sketch, is not looked at.
 */
final class AttributesStep implements BatchStep {
  private final ActionPlan plan;
  private final Selection selection;
  private final AttributeList list = new AttributeList();
  private final SpanFacts facts = new SpanFacts();
  private final EditedBytes edited;

  AttributesStep(List<ActionConfig> actions, Selection selection, ChunkPool pool) {
    plan = new ActionPlan(actions);
    this.selection = selection;
    edited = new EditedBytes(pool);
  }

  @Override
  public long bytesOut(int spans, long bytes) {
    return bytes + plan.bytesAdded(spans, bytes);
  }

  @Override
  public long keyLengthsAsked() {
    return plan.keyLengthsAsked() | selection.keyLengthsAsked();
  }

  @Override
  public boolean apply(SpanBatch batch) {
    edited.begin();
    plan.begin(batch.client());
    selection.begin(batch);
    SpanIndex index = batch.index();
    for (int row = 0; row < batch.size(); row++) {
      if (plan.mayChange(index, row) && selection.holds(batch, row) && !edit(batch, row)) {
        return false;
      }
    }
    return true;
  }

  private boolean edit(SpanBatch batch, int row) {
    SpanIndex index = batch.index();
    int tag = OtlpFields.SPAN_ATTRIBUTES;
    list.of(batch.rowBytes(row), index.bodyOffset(row), index.end(row), tag);
    plan.apply(list);
    if (!list.isChanged()) {
      return true;
    }
    long body = list.bytes();
    Chunk chunk = edited.room(batch, OtlpWriter.fieldSize(OtlpFields.SCOPE_SPANS_SPANS, body));
    if (chunk == null) {
      return false;
    }
    int at = chunk.length();
    int from = OtlpWriter.writeHead(chunk.bytes(), at, OtlpFields.SCOPE_SPANS_SPANS, (int) body);
    int end = list.write(chunk.bytes(), from);
    chunk.length(end);
    point(index, row, at, from, end, chunk.bytes());
    return true;
  }

  private void point(SpanIndex index, int row, int at, int from, int end, byte[] bytes) {
    index.place(row, edited.ordinal(), at, from, end);
    try {
      facts.read(bytes, from, end);
    } catch (MalformedException e) {
      // What was well formed at the door is so with other attributes.
      throw new IllegalStateException(e);
    }
    index.attributes(row, facts.attributesFrom(), facts.attributesTo());
    index.sketch(row, facts.sketch().keys(), facts.sketch().typed(), facts.sketch().pairs());
  }
}
