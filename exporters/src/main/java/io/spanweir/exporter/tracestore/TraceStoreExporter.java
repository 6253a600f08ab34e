package io.spanweir.exporter.tracestore;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.door.Door;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.door.HttpServerSettings;
import io.spanweir.core.net.OpenAddress;
import io.spanweir.core.otlp.OtlpFramer;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.Loop;
import io.spanweir.exporter.tracestore.StoreQueue.Entry;
import io.spanweir.exporter.tracestore.query.QueryConfig;
import io.spanweir.exporter.tracestore.query.QueryService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;

/**
 * An exporter whose backend is a directory. Accepts spans when they are in its queue, settles them
 * when they are committed to the disk; between the two a crash of the process loses them, as with
 * any exporter's queue. Frames each batch at once and lets go of it. Any thread.
 */
final class TraceStoreExporter implements Exporter {
  /** Returned chunks kept for reuse: a share of what the queue may hold. */
  private static final int IDLE_SHARE = 8;

  private static final int HEAP_SHARE = 8;
  private static final int HEAP_SHARE_REMEMBERED = 32;

  private final Settings settings;
  private final TraceStoreConfig config;
  private final Path path;
  private final TraceStore store;
  private final LinkBook links;
  private final StoreQueue queue;
  private final StoreBook book;
  private final StoreCycle cycle;
  private final ChunkPool chunks;
  private final TraceQueries queries;

  /** What the rehearsal is made of; null for none. */
  private final @Nullable Supplier<WriteRehearsal> rehearsals;

  /** As many as threads ever framed at the same moment. */
  private final ConcurrentLinkedQueue<OtlpFramer> framers = new ConcurrentLinkedQueue<>();

  private volatile Loop.@Nullable Duty duty;
  private volatile @Nullable WriteRehearsal rehearsal;
  private volatile Loop.@Nullable Duty rehearsalDuty;
  private @Nullable QueryService query;
  private final HttpListeners.@Nullable Place place;
  private volatile @Nullable Door door;
  private volatile long deadlineNanos = Long.MAX_VALUE;
  private volatile boolean stoppedUnstarted;

  TraceStoreExporter(Settings settings, TraceStoreConfig config) {
    this(settings, config, Disk.OF_MACHINE);
  }

  TraceStoreExporter(Settings settings, TraceStoreConfig config, Disk disk) {
    this(settings, config, disk, 0);
  }

  /**
   * @param rehearsed how many made-up spans are written to have the code compiled before the first
   *     real ones come; 0 for no rehearsal
   */
  TraceStoreExporter(Settings settings, TraceStoreConfig config, Disk disk, int rehearsed) {
    this.settings = settings;
    this.config = config;
    path = config.directory();
    long heap = settings.limits().heapBytesMax();
    StoreLimits limits =
        new StoreLimits(
            config.bytesMax(),
            config.maxAge().toMillis(),
            config.strictTraceId(),
            config.autocompleteKeys(),
            heap / HEAP_SHARE_REMEMBERED);
    store = new TraceStore(disk, path, limits, settings.loops().clock());
    links = new LinkBook(path, config.maxAge().toMillis(), settings.loops().clock());
    long configured = config.queueBytes().bytes();
    queue = new StoreQueue(configured > 0 ? configured : heap / HEAP_SHARE);
    book = new StoreBook(settings, queue, store);
    cycle = new StoreCycle(settings.accountName(), store, links, queue, book);
    chunks = new ChunkPool(Long.MAX_VALUE, queue.bytesMax() / IDLE_SHARE);
    queries = new StoreQueries(store, links, config);
    rehearsals = rehearsed == 0 ? null : () -> rehearsal(disk, limits, rehearsed);
    place = place();
  }

  private WriteRehearsal rehearsal(Disk disk, StoreLimits limits, int spans) {
    Clock clock = settings.loops().clock();
    boolean countsLinks = settings.telemetry().links().tapped() == null;
    RehearsalStore stage = new RehearsalStore(disk, path, limits, countsLinks, clock);
    return new WriteRehearsal(stage, queue, clock, spans);
  }

  private HttpListeners.@Nullable Place place() {
    Endpoint endpoint = config.listen();
    if (endpoint == null) {
      return null;
    }
    QueryConfig defaults =
        QueryConfig.of(config.queryLimitDefault(), config.searchEnabled(), config.ownMetrics());
    query =
        new QueryService(
            settings, settings.loops().ownLoop("query"), queries, defaults, config.cors());
    HttpServerSettings server = HttpServerSettings.of(endpoint, config.tls());
    return settings.listeners().join(settings, server, query);
  }

  TraceStore store() {
    return store;
  }

  /** What can be asked; answers once the exporter is started. */
  TraceQueries queries() {
    return queries;
  }

  @Override
  public void start() throws IOException {
    try {
      store.open();
      RehearsalStore.clear(path);
      links.open(settings.telemetry().links().tapped());
    } catch (LockObtainFailedException e) {
      throw problem("another process has the store in " + path + " open", e);
    } catch (IOException e) {
      throw problem("can't open the store in " + path + ": " + e.getMessage(), e);
    }
    openDoor();
    Loop loop = settings.loops().ownLoop("store");
    duty = loop.add(cycle);
    if (rehearsals != null) {
      WriteRehearsal starting = rehearsals.get();
      rehearsal = starting;
      rehearsalDuty = loop.add(starting);
    }
    queue.startTaking();
  }

  private void openDoor() throws IOException {
    if (place == null || query == null) {
      return;
    }
    String at = "exporters::" + settings.id() + "::endpoint";
    try {
      query.open(config.auth(), at);
      door = place.open(settings, at);
      query.rehearse();
      Endpoint endpoint = config.listen();
      if (config.auth() == null && endpoint != null && endpoint.isOpenToOthers(at)) {
        OpenAddress.warn(settings.id().toString(), "auth", endpoint, "read what is stored", at);
      }
    } catch (IOException e) {
      store.close();
      throw e;
    }
  }

  private StartException problem(String what, IOException e) {
    return new StartException(
        "exporters::" + settings.id() + "::path",
        what,
        "a directory that this process alone writes to",
        e);
  }

  @Override
  public void shutdown(long deadline) {
    queue.stopTaking();
    deadlineNanos = Math.min(deadlineNanos, deadline);
    if (query != null) {
      query.stopRehearsing();
    }
    Door open = door;
    if (open != null) {
      open.shutdown();
    }
    if (duty == null) {
      stoppedUnstarted = true;
      return;
    }
    WriteRehearsal rehearsing = rehearsal;
    if (rehearsing != null) {
      rehearsing.stop();
      wake(rehearsalDuty);
    }
    cycle.stop(deadline);
    wake();
  }

  @Override
  public boolean isShutDown() {
    return stoppedUnstarted || (cycle.isFinished() && isRehearsed() && isDoorShut());
  }

  private boolean isRehearsed() {
    WriteRehearsal rehearsing = rehearsal;
    return rehearsing == null || rehearsing.isOver();
  }

  private boolean isDoorShut() {
    Door open = door;
    if (open == null || open.isShutDown()) {
      return true;
    }
    if (settings.loops().clock().nanoTime() - deadlineNanos >= 0) {
      open.closeNow();
      return true;
    }
    return false;
  }

  @Override
  public boolean reserve(int spans, long bytes) {
    boolean held = queue.reserve(bytes);
    if (!held) {
      book.onReserveRefused(spans);
    }
    return held;
  }

  @Override
  public void cancel(int spans, long bytes) {
    queue.cancel(bytes);
    wake();
  }

  @Override
  public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
    int count = batch.size();
    book.onReceived(count);
    Chunk framed = count == 0 ? null : frame(batch);
    batch.release();
    if (framed == null) {
      queue.cancel(bytes);
      wake();
      answerNothing(count, receipt);
      return;
    }
    Entry entry = new Entry(framed, count, receipt.wantsSettled() ? receipt : null);
    if (!queue.admit(entry, bytes)) {
      framed.release();
      book.onRefused(count);
      receipt.refused(retryAfterNanos(), "the store is shut down");
      return;
    }
    receipt.accepted(0, null);
    if (queue.publish(entry)) {
      wake();
    } else {
      framed.release();
      book.onFailed(count, "not stored before the shutdown's deadline", "");
    }
  }

  private void answerNothing(int count, Receipt receipt) {
    if (count > 0) {
      book.onRejected(count, "a batch that is too large to store");
      receipt.rejected("too large to store");
      return;
    }
    receipt.accepted(0, null);
    if (receipt.wantsSettled()) {
      receipt.settled();
    }
  }

  private @Nullable Chunk frame(SpanBatch batch) {
    OtlpFramer idle = framers.poll();
    OtlpFramer framer = idle == null ? new OtlpFramer() : idle;
    try {
      Chunk framed = chunks.lease(framer.size(batch));
      if (framed != null) {
        framed.length(framer.write(batch, framed.bytes(), 0));
      }
      return framed;
    } catch (ArithmeticException e) {
      return null;
    } finally {
      framers.add(framer);
    }
  }

  private void wake() {
    wake(duty);
  }

  private static void wake(Loop.@Nullable Duty woken) {
    if (woken != null) {
      woken.wake();
    }
  }
}
