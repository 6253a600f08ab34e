package io.spanweir.core.data;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows over immutable, counted chunks of OTLP bytes: a {@link SpanIndex} with the facts of each
 * row, and the resources and scopes they stand in as {@link Slices} of the same chunks. The {@code
 * TracesData} envelope is not in here; a framer makes it when bytes leave.
 *
 * <p>Owner: exactly one. {@code SpanConsumer.commit} hands a batch on and ends the giver's right to
 * touch it; the last owner calls {@link #release}. A fan-out gives each consumer a {@link #share}
 * of its own: chunks are shared, rows copied. To edit a row is to point it at new bytes in a chunk
 * of its own, so that sharers never see it. Not thread safe.
 *
 * <p>Carries where it came from (source and sequence), so that a source which must know can be told
 * when its spans are settled, the tenant it belongs to, what its sender said beside it, and the
 * configuration epoch under which it was taken in.
 */
public final class SpanBatch {
  /** The source of a batch that nobody will replay. */
  public static final int NO_SOURCE = 0;

  private final BatchPool pool;
  private final SpanIndex index = new SpanIndex();
  private final Slices resources = new Slices();
  private final Slices scopes = new Slices();
  private int[] scopeResource = new int[16];
  private Chunk[] chunks = new Chunk[4];
  private int chunkCount;
  private int source;
  private long sequence;
  private int epoch;
  private @Nullable String tenant;
  private @Nullable ClientInfo client;
  private Signal signal = Signal.TRACES;
  private boolean leased = true;

  SpanBatch(BatchPool pool) {
    this.pool = pool;
  }

  /** The facts of the rows. */
  public SpanIndex index() {
    return index;
  }

  /** How many spans. */
  public int size() {
    return index.size();
  }

  /**
   * How many items as they are counted in books and metrics: spans, log records, or data points of
   * the metrics.
   */
  public int items() {
    return items(0, index.size());
  }

  /** How many items the rows {@code [fromRow, toRow)} are. */
  public int items(int fromRow, int toRow) {
    if (signal != Signal.METRICS) {
      return toRow - fromRow;
    }
    int points = 0;
    for (int row = fromRow; row < toRow; row++) {
      points += index.points(row);
    }
    return points;
  }

  /** What to reserve for the batch: rows or items, whichever are more. */
  public int room() {
    return Math.max(index.size(), items());
  }

  /** Bytes of all rows, tags and lengths included, resources and scopes not. */
  public long spanBytes() {
    long bytes = 0;
    for (int row = 0; row < index.size(); row++) {
      bytes += index.length(row);
    }
    return bytes;
  }

  /** Each item: every field of one {@code ResourceSpans} but its scopes. */
  public Slices resources() {
    return resources;
  }

  /** Each item: every field of one {@code ScopeSpans} but its spans. */
  public Slices scopes() {
    return scopes;
  }

  /** The resource that a scope stands in. */
  public int scopeResource(int scope) {
    return scopeResource[scope];
  }

  /** Opens a scope inside a resource. @return its ordinal */
  public int addScope(int resource) {
    int scope = scopes.addItem();
    if (scope == scopeResource.length) {
      scopeResource = Arrays.copyOf(scopeResource, scope * 2);
    }
    scopeResource[scope] = resource;
    return scope;
  }

  /** Adds a chunk whose lease the batch takes over. @return its ordinal */
  public int addChunk(Chunk chunk) {
    if (chunkCount == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunkCount * 2);
    }
    chunks[chunkCount] = chunk;
    return chunkCount++;
  }

  public Chunk chunk(int ordinal) {
    return chunks[ordinal];
  }

  public int chunkCount() {
    return chunkCount;
  }

  /** The bytes that a row's offsets point into. */
  public byte[] rowBytes(int row) {
    return chunks[index.chunk(row)].bytes();
  }

  /**
   * Copies slices of an item of {@link #resources} or {@link #scopes} to {@code target}. @return
   * bytes copied
   */
  public int copyItem(Slices from, int item, byte[] target, int at) {
    int to = at;
    for (int s = from.firstSlice(item); s < from.lastSlice(item); s++) {
      System.arraycopy(chunks[from.chunk(s)].bytes(), from.offset(s), target, to, from.length(s));
      to += from.length(s);
    }
    return to - at;
  }

  /**
   * Says which source this is from and its number there; {@link #NO_SOURCE} when nobody replays it.
   */
  public void origin(int sourceId, long sequenceNumber) {
    source = sourceId;
    sequence = sequenceNumber;
  }

  public int source() {
    return source;
  }

  public long sequence() {
    return sequence;
  }

  public int epoch() {
    return epoch;
  }

  public void epoch(int configurationEpoch) {
    epoch = configurationEpoch;
  }

  /** Whom the spans belong to, null where tenants are not told apart. */
  public @Nullable String tenant() {
    return tenant;
  }

  public void tenant(@Nullable String name) {
    tenant = name;
  }

  /**
   * What came with the request that all rows are of; null where nobody keeps it, or where rows of
   * several requests are joined. Whoever makes a batch out of others passes it on if it can.
   */
  public @Nullable ClientInfo client() {
    return client;
  }

  public void client(@Nullable ClientInfo sender) {
    client = sender;
  }

  /**
   * What the rows are. Spans have facts; log records and metrics, whose envelopes have the very
   * same field numbers, are rows of bytes whose facts are all 0, with their resource and scope; a
   * metric's row knows how many data points it has.
   */
  public Signal signal() {
    return signal;
  }

  /**
   * Says what the rows will be, while there are none; a batch is of spans unless told otherwise.
   */
  public void signal(Signal rows) {
    signal = rows;
  }

  /** A batch of the same rows for another owner: chunks are shared, rows copied. */
  public SpanBatch share() {
    SpanBatch copy = pool.lease();
    copy.append(this);
    copy.source = source;
    copy.sequence = sequence;
    copy.epoch = epoch;
    copy.tenant = tenant;
    copy.client = client;
    copy.signal = signal;
    return copy;
  }

  /** Adds all rows of another batch, which stays its owner's; chunks are shared. */
  public void append(SpanBatch other) {
    append(other, 0, other.size());
  }

  /**
   * Adds the rows {@code [fromRow, toRow)} of another batch, which stays its owner's; chunks are
   * shared. Resources and scopes come along even if none of these rows is in them.
   */
  public void append(SpanBatch other, int fromRow, int toRow) {
    int chunkBase = chunkCount;
    for (int c = 0; c < other.chunkCount; c++) {
      addChunk(other.chunks[c].retain());
    }
    int resourceBase = resources.size();
    copyItems(other.resources, resources, chunkBase);
    int scopeBase = scopes.size();
    for (int s = 0; s < other.scopes.size(); s++) {
      addScope(resourceBase + other.scopeResource[s]);
      copySlices(other.scopes, s, scopes, chunkBase);
    }
    for (int row = fromRow; row < toRow; row++) {
      index.copyRow(
          other.index, row, chunkBase + other.index.chunk(row), scopeBase + other.index.scope(row));
    }
  }

  private static void copyItems(Slices from, Slices to, int chunkBase) {
    for (int item = 0; item < from.size(); item++) {
      to.addItem();
      copySlices(from, item, to, chunkBase);
    }
  }

  private static void copySlices(Slices from, int item, Slices to, int chunkBase) {
    for (int s = from.firstSlice(item); s < from.lastSlice(item); s++) {
      to.addSlice(chunkBase + from.chunk(s), from.offset(s), from.length(s));
    }
  }

  /** Gives up the batch and its hold on the chunks. The owner, once. */
  public void release() {
    if (!leased) {
      throw new IllegalStateException("release of a batch that was given back");
    }
    for (int c = 0; c < chunkCount; c++) {
      chunks[c].release();
    }
    Arrays.fill(chunks, 0, chunkCount, null);
    chunkCount = 0;
    index.clear();
    resources.clear();
    scopes.clear();
    source = NO_SOURCE;
    sequence = 0;
    epoch = 0;
    tenant = null;
    client = null;
    signal = Signal.TRACES;
    leased = false;
    pool.giveBack(this);
  }

  /** Entries of its largest table. */
  int capacity() {
    int items = Math.max(resources.capacity(), scopes.capacity());
    return Math.max(Math.max(index.capacity(), chunks.length), items);
  }

  void leasedAgain() {
    leased = true;
  }
}
