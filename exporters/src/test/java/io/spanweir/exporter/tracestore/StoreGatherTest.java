package io.spanweir.exporter.tracestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.exporter.tracestore.StoreQueue.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long spans gather: what waits is written soon, however long writing takes. */
class StoreGatherTest {
  private static final long MILLI = 1_000_000L;
  private static final long GATHER = StoreCycle.GATHER_NANOS;
  private static final long PERIOD = StoreCycle.PERIOD_NANOS;
  private static final StoreLimits LIMITS =
      new StoreLimits(1L << 40, 86_400_000, true, List.of(), 1 << 20);

  private final OneThread time = new OneThread();
  private final Settings settings = Fixtures.settings("trace_store", time);
  private final StoreQueue queue = new StoreQueue(64 << 20);
  private final ChunkPool chunks = new ChunkPool(Long.MAX_VALUE, 0);
  private TraceStore store;
  private StoreCycle cycle;
  private long seed;
  @TempDir private Path directory;

  @BeforeEach
  void open() throws IOException {
    store = new TraceStore(directory, LIMITS, time);
    store.open();
    LinkBook links = new LinkBook(directory, LIMITS.ageMillisMax(), time);
    links.open(null);
    cycle = new StoreCycle("store", store, links, queue, new StoreBook(settings, queue, store));
    queue.startTaking();
    cycle.doWork(0);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void send() {
    send(Fixtures.request(1, 1000 * ++seed));
  }

  /** Sends spans of a megabyte, each a trace. */
  private void sendLarge(int spans) {
    for (int i = 0; i < spans; i++) {
      ExportTraceServiceRequest.Builder request = Fixtures.request(1, 1000 * ++seed).toBuilder();
      request
          .getResourceSpansBuilder(0)
          .getScopeSpansBuilder(0)
          .getSpansBuilder(0)
          .addAttributes(Fixtures.text("large", "x".repeat(1_000_000)));
      send(request.build());
    }
  }

  private void send(ExportTraceServiceRequest message) {
    byte[] request = message.toByteArray();
    Chunk framed = chunks.lease(request.length);
    System.arraycopy(request, 0, framed.bytes(), 0, request.length);
    framed.length(request.length);
    Entry entry = new Entry(framed, 1, null);
    assertThat(queue.reserve(request.length)).isTrue();
    assertThat(queue.admit(entry, request.length)).isTrue();
    assertThat(queue.publish(entry)).isTrue();
  }

  /** Sends a span and has it written, at {@link #GATHER}. */
  private void firstWindow() {
    send();
    assertThat(cycle.doWork(0)).isZero();
    assertThat(cycle.doWork(GATHER - 1)).isZero();
    assertThat(cycle.deadlineNanos()).isEqualTo(GATHER);
    assertThat(cycle.doWork(GATHER)).isPositive();
    assertThat(store.parts()).isEqualTo(1);
  }

  @Test
  void afterAShortWriteTheyGatherAsLongAsBefore() {
    firstWindow();
    send();
    long end = GATHER + 100 * MILLI;
    assertThat(cycle.doWork(end)).isZero();
    assertThat(cycle.deadlineNanos()).isEqualTo(end + GATHER);
  }

  @Test
  void afterALongWriteTheyGatherShorter() {
    firstWindow();
    send();
    long end = GATHER + 250 * MILLI;
    assertThat(cycle.doWork(end)).isZero();
    assertThat(cycle.deadlineNanos()).isEqualTo(GATHER + PERIOD);
    assertThat(cycle.doWork(GATHER + PERIOD)).isPositive();
    assertThat(store.parts()).isEqualTo(2);
  }

  @Test
  void afterAVeryLongWriteTheyAreWrittenAtOnce() {
    firstWindow();
    send();
    assertThat(cycle.doWork(GATHER + PERIOD)).isPositive();
    assertThat(store.parts()).isEqualTo(2);
  }

  @Test
  void whatComesWhenNothingWaitedGathersAsTheFirst() {
    firstWindow();
    long end = GATHER + 250 * MILLI;
    assertThat(cycle.doWork(end)).isZero();
    send();
    assertThat(cycle.doWork(end)).isZero();
    assertThat(cycle.deadlineNanos()).isEqualTo(end + GATHER);
  }

  @Test
  void muchIsWrittenInWindowsThatTakeAThirdOfASecond() {
    sendLarge(12);
    assertThat(cycle.doWork(0)).isPositive();
    assertThat(store.parts()).as("nobody knows how long it takes").isEqualTo(4);
    assertThat(cycle.doWork(1_000 * MILLI)).isPositive();
    assertThat(store.parts()).as("it took a second").isEqualTo(8);
    assertThat(cycle.doWork(1_170 * MILLI)).as("it took a sixth").isZero();
    sendLarge(8);
    assertThat(cycle.doWork(1_500 * MILLI)).isPositive();
    assertThat(store.parts()).as("twice as much as in a sixth").isEqualTo(16);
    sendLarge(8);
    assertThat(cycle.doWork(3_500 * MILLI)).isPositive();
    assertThat(store.parts()).as("it took two seconds").isEqualTo(20);
  }

  @Test
  void whatIsLateIsWrittenInLargeWindows() {
    sendLarge(36);
    assertThat(cycle.doWork(0)).isPositive();
    assertThat(store.parts()).isEqualTo(16);
    assertThat(cycle.doWork(1_000 * MILLI)).isPositive();
    assertThat(store.parts()).as("it took a second").isEqualTo(21);
  }
}
