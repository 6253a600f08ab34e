package io.spanweir.processor.attributes;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import io.spanweir.core.otlp.WireReader;
import io.spanweir.processor.passing.BatchStep;
import io.spanweir.processor.passing.EditedBytes;
import java.util.Arrays;
import java.util.List;

/**
 * Edits the attributes of resources that have rows. One that changes is written into a chunk of its
 * own, as a single {@code resource} field, also if it came in several, with the other fields of its
 * {@code ResourceSpans} behind it.
 */
final class ResourceStep implements BatchStep {
  private static final int TAG = OtlpFields.RESOURCE_SPANS_RESOURCE;

  private final ActionPlan plan;
  private final AttributeList list = new AttributeList();
  private final EditedBytes edited;
  private boolean[] used = new boolean[16];

  /** The resource message, and the fields around it, of one resource. */
  private byte[] message = new byte[256];

  private byte[] around = new byte[256];
  private byte[] fields = new byte[256];
  private int messageBytes;
  private int aroundBytes;

  ResourceStep(List<ActionConfig> actions, ChunkPool pool) {
    plan = new ActionPlan(actions);
    edited = new EditedBytes(pool);
  }

  /** There are no more resources with rows than rows. */
  @Override
  public long bytesOut(int spans, long bytes) {
    return bytes + plan.bytesAdded(spans, bytes);
  }

  @Override
  public boolean apply(SpanBatch batch) {
    edited.begin();
    plan.begin(batch.client());
    int resources = batch.resources().size();
    if (used.length < resources) {
      used = new boolean[resources * 2];
    }
    Arrays.fill(used, 0, resources, false);
    for (int row = 0; row < batch.size(); row++) {
      used[batch.scopeResource(batch.index().scope(row))] = true;
    }
    for (int resource = 0; resource < resources; resource++) {
      if (used[resource] && !edit(batch, resource)) {
        return false;
      }
    }
    return true;
  }

  private boolean edit(SpanBatch batch, int resource) {
    int bytes = batch.resources().itemBytes(resource);
    if (fields.length < bytes) {
      int capacity = bytes + (bytes >> 1);
      fields = new byte[capacity];
      message = new byte[capacity];
      around = new byte[capacity];
    }
    batch.copyItem(batch.resources(), resource, fields, 0);
    split(bytes);
    if (!list.of(message, 0, messageBytes, OtlpFields.RESOURCE_ATTRIBUTES) && !plan.redacts()) {
      return true;
    }
    plan.apply(list);
    // What was inserted and deleted again makes no empty resource of none.
    if (!list.isChanged() || (messageBytes == 0 && list.bytes() == 0)) {
      return true;
    }
    long body = list.bytes();
    Chunk chunk = edited.room(batch, OtlpWriter.fieldSize(TAG, body) + aroundBytes);
    if (chunk == null) {
      return false;
    }
    int at = chunk.length();
    int end = list.write(chunk.bytes(), OtlpWriter.writeHead(chunk.bytes(), at, TAG, (int) body));
    System.arraycopy(around, 0, chunk.bytes(), end, aroundBytes);
    chunk.length(end + aroundBytes);
    batch.resources().replace(resource, edited.ordinal(), at, end + aroundBytes - at);
    return true;
  }

  /** Messages that come in pieces are, end to end, what protobuf makes of them. */
  private void split(int bytes) {
    messageBytes = 0;
    aroundBytes = 0;
    for (int at = 0; at < bytes; ) {
      long tag = WireReader.tag(fields, at, bytes);
      int body = WireReader.next(tag);
      int after = WireReader.skip(WireReader.value(tag), fields, body, bytes);
      if (WireReader.value(tag) == TAG) {
        int from = WireReader.next(WireReader.length(fields, body, bytes));
        System.arraycopy(fields, from, message, messageBytes, after - from);
        messageBytes += after - from;
      } else {
        System.arraycopy(fields, at, around, aroundBytes, after - at);
        aroundBytes += after - at;
      }
      at = after;
    }
  }
}
