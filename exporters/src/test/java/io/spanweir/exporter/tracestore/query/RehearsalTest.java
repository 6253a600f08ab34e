package io.spanweir.exporter.tracestore.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.door.CorsConfig;
import io.spanweir.core.runtime.Clock;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.exporter.tracestore.StoredTrace;
import io.spanweir.exporter.tracestore.TraceId;
import io.spanweir.exporter.tracestore.TraceQuery;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A store is asked before people ask it; that gives way to them, and comes to an end. */
class RehearsalTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long WORK_NANOS = 30_000_000L;
  private static final String ACCOUNT = "exporter:trace_store";

  private final OneThread time = new OneThread();
  private final TestProcess process = new TestProcess(time);
  private final Settings settings = process.settings("trace_store", ACCOUNT);
  private final SlowStore store = new SlowStore();
  private final Moment clock = new Moment();
  private final Rehearsal rehearsal = rehearsal();

  private static final class Moment implements Clock {
    private long now = 7 * SECOND;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public long epochNanos() {
      return 1_760_000_000L * SECOND + now;
    }
  }

  /** Looking for traces takes some time. */
  private final class SlowStore extends FakeStore {
    private boolean empty;
    private int traceLooks;

    @Override
    public List<StoredTrace> traces(TraceQuery query) throws IOException {
      clock.now += WORK_NANOS;
      return super.traces(query);
    }

    @Override
    public StoredTrace trace(TraceId id) {
      traceLooks++;
      return super.trace(id);
    }

    @Override
    public List<String> services() {
      return empty ? List.of() : super.services();
    }
  }

  private Rehearsal rehearsal() {
    return new Rehearsal(store, new QueryApi(store, QueryConfig.of(10, true, false), clock), clock);
  }

  private void storeATrace() {
    ExportTraceServiceRequest.Builder request = Fixtures.request(2, 5).toBuilder();
    request
        .getResourceSpansBuilder(0)
        .getScopeSpansBuilder(0)
        .getSpansBuilder(1)
        .addAttributes(Fixtures.text("http.path", "/a b=c"));
    SpanBatch rows = Fixtures.batch(settings, request.build());
    TraceId id = new TraceId(rows.index().traceIdHigh(0), rows.index().traceIdLow(0));
    store.stored.add(new StoredTrace(id, 1, rows));
  }

  /** Runs it as a loop does, until it wants no more or for so long. */
  private void runFor(long nanos) {
    long until = clock.now + nanos;
    rehearsal.doWork(clock.now);
    while (rehearsal.deadlineNanos() <= until) {
      clock.now = Math.max(clock.now, rehearsal.deadlineNanos());
      assertThat(rehearsal.doWork(clock.now)).as("it doesn't ask for another turn").isZero();
    }
    clock.now = Math.max(clock.now, until);
  }

  @Test
  void everyKindIsAskedAboutWhatIsThereAndThenNoMore() {
    storeATrace();
    runFor(Rehearsal.FIRST_NANOS - 1);
    assertThat(store.asked).as("the start comes first").isEmpty();
    runFor(600 * SECOND);
    Map<String, String> tag = Map.of("http.path", "/a b=c");
    assertThat(store.asked)
        .anyMatch(q -> "front".equals(q.service()) && q.annotations().isEmpty())
        .anyMatch(q -> "größe \"1\"".equals(q.service()) && q.annotations().isEmpty())
        .anyMatch(q -> q.service() == null && q.annotations().equals(tag))
        .anyMatch(q -> q.service() != null && q.annotations().equals(tag))
        .anyMatch(q -> q.durationMicrosMin() == 1)
        .anyMatch(q -> q.durationMicrosMin() == 128)
        .allMatch(q -> q.limit() <= 5 && q.endEpochMillis() == q.lookbackMillis());
    assertThat(store.traceLooks).isEqualTo(Rehearsal.ROUNDS);
    int asked = store.asked.size();
    assertThat(rehearsal.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    rehearsal.doWork(clock.now + 600 * SECOND);
    assertThat(store.asked).hasSize(asked);
  }

  /** Of one core it takes a fifth at most, however long a question takes. */
  @Test
  void itRestsLongerThanItWorks() {
    storeATrace();
    rehearsal.doWork(clock.now);
    while (store.asked.size() < 20) {
      clock.now = rehearsal.deadlineNanos();
      long began = clock.now;
      rehearsal.doWork(began);
      long took = clock.now - began;
      assertThat(took).as("one question a turn").isBetween(0L, WORK_NANOS);
      assertThat(rehearsal.deadlineNanos() - clock.now)
          .isGreaterThanOrEqualTo(Math.max(Rehearsal.REST * took, SECOND / 100));
    }
  }

  @Test
  void anEmptyStoreIsAskedOnceItHasSomething() {
    store.empty = true;
    runFor(600 * SECOND);
    assertThat(store.asked).isEmpty();
    storeATrace();
    store.empty = false;
    runFor(600 * SECOND);
    assertThat(store.traceLooks).isEqualTo(Rehearsal.ROUNDS);
  }

  @Test
  void aServiceWithoutTracesIsAskedForToo() {
    runFor(600 * SECOND);
    assertThat(store.asked).isNotEmpty();
    assertThat(rehearsal.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void itEndsWhenTheStoreDoes() {
    storeATrace();
    runFor(2 * SECOND);
    int asked = store.asked.size();
    assertThat(asked).isPositive();
    rehearsal.stop();
    assertThat(rehearsal.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    rehearsal.doWork(clock.now + SECOND);
    assertThat(store.asked).hasSize(asked);
  }

  /** The store's loop is one of OneThread's here, and its time stands still in a turn. */
  @Test
  void whatGoesWrongEndsItWithoutAWord() {
    QueryService service =
        new QueryService(settings, time, store, QueryConfig.of(10, true, false), CorsConfig.OFF);
    service.rehearse();
    store.broken = true;
    time.advance(60 * SECOND);
    store.broken = false;
    time.advance(60 * SECOND);
    assertThat(store.asked).isEmpty();
    assertThat(process.errors().count(ACCOUNT, "a query failed")).isZero();
  }

  @Test
  void itIsInNoMetric() {
    storeATrace();
    QueryService service =
        new QueryService(settings, time, store, QueryConfig.of(10, true, false), CorsConfig.OFF);
    service.rehearse();
    time.advance(600 * SECOND);
    assertThat(store.traceLooks).isEqualTo(Rehearsal.ROUNDS);
    assertThat(process.meters().find("spanweir.receiver.requests").counters())
        .isNotEmpty()
        .allMatch(counter -> counter.count() == 0);
  }

  @Test
  void aStoreThatIsNotSearchedIsNotAsked() {
    storeATrace();
    new QueryService(settings, time, store, QueryConfig.of(10, false, false), CorsConfig.OFF)
        .rehearse();
    time.advance(600 * SECOND);
    assertThat(store.asked).isEmpty();
  }
}
