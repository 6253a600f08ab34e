package io.spanweir.exporter.tracestore.query;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.DutyCycle;
import io.spanweir.exporter.tracestore.StoredTrace;
import io.spanweir.exporter.tracestore.TraceQueries;
import io.spanweir.exporter.tracestore.TraceQuery;
import io.spanweir.exporter.zipkin.SearchedSpan;
import io.spanweir.exporter.zipkin.SearchedSpan.Word;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Asks a store what people will ask it, before they do. The first question of a process costs ten
 * times what later ones do: its classes are loaded, its code is interpreted, and the files that it
 * reads are not in the machine's memory. So a store that was just opened is asked some rounds of
 * questions, each about one of its services and a trace that it really has, and the answers are
 * thrown away; a store that is empty is asked once it has something.
 *
 * <p>It gives way. Questions of people come between any two of its own, since each is a turn of its
 * own on the loop of all questions. After each it rests several times as long as that took, so that
 * on one core hardly anything is taken from the start, and from senders meanwhile. It asks for few
 * traces, lest memory that is enough for what people ask is not enough to start.
 *
 * <p>It is nobody's question: it is in no metric, and what goes wrong with it ends it without a
 * word. Who asks the same is told.
 *
 * <p>State: waiting (for the start to be done, or for something to be stored) → asking, a question
 * at a time → over. The loop's, but for {@link #stop}.
 */
final class Rehearsal implements DutyCycle {
  /** After so many rounds about what is there, a question takes about as long as it ever will. */
  static final int ROUNDS = 12;

  /** By then whatever is opened after the store is open too. */
  static final long FIRST_NANOS = 1_000_000_000L;

  /**
   * How often a store is looked at that has nothing yet: what takes its first spans is being
   * compiled then, which comes first.
   */
  static final long EMPTY_NANOS = 30_000_000_000L;

  /** It rests so many times as long as a question took. */
  static final int REST = 4;

  private static final long REST_NANOS_MIN = 20_000_000L;
  private static final int LIMIT = 5;
  private static final int TEXT_BYTES_MAX = 200;
  private static final int DOUBLINGS = 8;
  private static final long NEVER = Long.MAX_VALUE;

  private final TraceQueries store;
  private final QueryApi api;
  private final Clock clock;
  private final SearchedSpan span = new SearchedSpan("");
  private final Word key = new Word();
  private final Word value = new Word();
  private final ArrayDeque<String> questions = new ArrayDeque<>();
  private int rounds;
  private long dueNanos = NEVER;
  private volatile boolean over;

  Rehearsal(TraceQueries store, QueryApi api, Clock clock) {
    this.store = store;
    this.api = api;
    this.clock = clock;
  }

  /** Ends it after the question that may be under way. Any thread. */
  void stop() {
    over = true;
  }

  @Override
  public int doWork(long nowNanos) {
    if (dueNanos == NEVER) {
      dueNanos = nowNanos + FIRST_NANOS;
    }
    if (over || nowNanos < dueNanos) {
      return 0;
    }
    long restNanosMin = REST_NANOS_MIN;
    try {
      if (!questions.isEmpty()) {
        ask(questions.remove());
      } else if (!gather()) {
        restNanosMin = EMPTY_NANOS;
      }
    } catch (IOException | RuntimeException | BadQueryException | QueryApi.NoTraceException e) {
      over = true;
    }
    if (rounds == ROUNDS && questions.isEmpty()) {
      over = true;
    }
    long endNanos = clock.nanoTime();
    dueNanos = endNanos + Math.max(restNanosMin, REST * (endNanos - nowNanos));
    return 0;
  }

  private void ask(String question)
      throws BadQueryException, QueryApi.NoTraceException, IOException {
    Parameters asked = new Parameters(question);
    api.answer(asked.path(), asked);
  }

  /** Gathers the questions of another round; false if there is nothing to ask about. */
  private boolean gather() throws IOException {
    List<String> services = store.services();
    if (services.isEmpty()) {
      return false;
    }
    String service = services.get(rounds % services.size());
    long now = TimeUnit.NANOSECONDS.toMillis(clock.epochNanos());
    TraceQuery newest = new TraceQuery(service, null, null, Map.of(), 0, 0, now, now, 1);
    List<StoredTrace> found = store.traces(newest);
    rounds++;
    String ofService = "serviceName=" + escaped(service);
    String at = "&limit=" + LIMIT + "&endTs=" + now + "&lookback=" + now;
    questions.add("services");
    questions.add("spans?" + ofService);
    questions.add("remoteServices?" + ofService);
    questions.add("traces?" + ofService + at);
    questions.add("dependencies?endTs=" + now);
    for (StoredTrace trace : found) {
      String like = like(trace);
      questions.add("traces?" + like + at);
      questions.add("traces?" + ofService + "&" + like + at);
      questions.add("traces?minDuration=" + leastMicros() + at);
      questions.add(QueryApi.TRACE + TraceIds.text(trace.id()));
    }
    return true;
  }

  /**
   * Asks for traces with a tag that a span of this one has, another span's and another tag in each
   * round: of some, the newest traces have enough, others are looked for everywhere. {@link #span}
   * is that one then.
   */
  private String like(StoredTrace trace) {
    SpanBatch rows = trace.spans();
    span.begin();
    if (span.read(rows, rounds % rows.size())) {
      for (int i = 0; i < span.tags(); i++) {
        span.tag((rounds + i) % span.tags(), key, value);
        if (key.length() + value.length() <= TEXT_BYTES_MAX) {
          return "annotationQuery=" + escaped(key + "=" + value);
        }
      }
    }
    return "annotationQuery=error";
  }

  /** From what is usual to what hardly any trace has. */
  private long leastMicros() {
    long micros = Math.min(span.durationMicros(), Integer.MAX_VALUE);
    return Math.max(1, micros) << (rounds % DOUBLINGS);
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public long deadlineNanos() {
    return over ? NEVER : dueNanos;
  }

  @Override
  public String roleName() {
    return "rehearsal";
  }
}
