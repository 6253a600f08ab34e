package io.spanweir.deploy;

import io.spanweir.core.telemetry.DecisionSource;
import io.spanweir.core.telemetry.DecisionSource.Known;
import io.spanweir.core.telemetry.DecisionSource.Query;
import io.spanweir.core.telemetry.DecisionSource.Query.Outcomes;
import io.spanweir.core.telemetry.Decisions;
import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.TraceFate;
import io.spanweir.core.telemetry.TraceFate.Decided;
import io.spanweir.deploy.DecisionAnswer.OfTrace;
import io.spanweir.deploy.DecisionAnswer.Recent;
import io.spanweir.deploy.DecisionAnswer.Said;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Puts a question to all who decide about traces, and waits for what they say. */
final class DecisionQuestions {
  static final int LIMIT_DEFAULT = 20;
  static final int LIMIT_MAX = 1_000;
  private static final long WAIT_SECONDS = 5;
  private static final String EXPORTER = "exporter:";

  private final Decisions decisions;
  private final Ledger ledger;

  DecisionQuestions(Decisions decisions, Ledger ledger) {
    this.decisions = decisions;
    this.ledger = ledger;
  }

  /** Whether there is anybody to ask. */
  boolean isEmpty() {
    return decisions.sources().isEmpty();
  }

  /**
   * What became of a trace.
   *
   * @throws TimeoutException when those who know have no time, or are gone
   */
  OfTrace trace(TraceIds id) throws TimeoutException, InterruptedException {
    List<CompletableFuture<Known>> asked = new ArrayList<>();
    List<DecisionSource> sources = decisions.sources();
    sources.forEach(source -> asked.add(source.trace(id.high(), id.low())));
    List<Said> said = new ArrayList<>();
    long since = 0;
    boolean complete = true;
    for (int i = 0; i < sources.size(); i++) {
      Known known = await(asked.get(i));
      for (TraceFate fate : known.fates()) {
        said.add(said(sources.get(i), fate));
      }
      complete &= known.complete();
      since = known.complete() ? since : Math.max(since, known.sinceEpochNanos());
    }
    return new OfTrace(id, said, said.isEmpty() ? why(complete, since) : "");
  }

  private static String why(boolean complete, long since) {
    if (complete) {
      return "not seen: no span of this trace has come since the start";
    }
    return since == 0
        ? "not seen, or forgotten: no decisions are recorded (decision_records: 0)"
        : "not seen, or forgotten: there are records of decisions since "
            + DecisionJson.moment(since)
            + " (decision_records)";
  }

  /** Recent decisions. */
  Recent recent(Query query) throws TimeoutException, InterruptedException {
    List<CompletableFuture<List<Decided>>> asked = new ArrayList<>();
    List<DecisionSource> sources = decisions.sources();
    sources.forEach(source -> asked.add(source.recent(query)));
    List<Said> said = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      for (Decided decided : await(asked.get(i))) {
        said.add(said(sources.get(i), decided));
      }
    }
    said.sort(Comparator.comparingLong(DecisionQuestions::moment).reversed());
    return new Recent(said.size() > query.limit() ? said.subList(0, query.limit()) : said);
  }

  private static long moment(Said said) {
    return said.fate() instanceof Decided d ? d.decidedEpochNanos() : 0;
  }

  private Said said(DecisionSource source, TraceFate fate) {
    List<String> ends =
        ledger.ends(source.component()).stream()
            .map(end -> end.startsWith(EXPORTER) ? end.substring(EXPORTER.length()) : end)
            .toList();
    return new Said(source.component(), ends, fate);
  }

  private static <T> T await(CompletableFuture<T> answer)
      throws TimeoutException, InterruptedException {
    try {
      return answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      TimeoutException gone = new TimeoutException("those who know are gone");
      gone.initCause(e);
      throw gone;
    }
  }

  /** Reads {@code policy=…&outcome=…&limit=…}, each of which may be missing. */
  static Query query(String raw) throws BadQuestionException {
    String policy = "";
    Outcomes outcomes = Outcomes.BOTH;
    int limit = LIMIT_DEFAULT;
    for (String part : raw.isEmpty() ? new String[0] : raw.split("&", -1)) {
      int equals = part.indexOf('=');
      String key = equals < 0 ? part : part.substring(0, equals);
      String value = decode(equals < 0 ? "" : part.substring(equals + 1));
      switch (key) {
        case "policy" -> policy = value;
        case "outcome" -> outcomes = outcomes(value);
        case "limit" -> limit = limit(value);
        default ->
            throw new BadQuestionException(
                "\"" + key + "\" can't be asked for; policy, outcome and limit can");
      }
    }
    return new Query(policy, outcomes, limit);
  }

  private static String decode(String value) throws BadQuestionException {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadQuestionException("\"" + value + "\" is not encoded as a URL's part is");
    }
  }

  private static Outcomes outcomes(String value) throws BadQuestionException {
    return switch (value) {
      case "kept" -> Outcomes.KEPT;
      case "dropped" -> Outcomes.DROPPED;
      case "" -> Outcomes.BOTH;
      default -> throw new BadQuestionException("outcome is kept or dropped");
    };
  }

  private static int limit(String value) throws BadQuestionException {
    try {
      int limit = Integer.parseInt(value);
      if (limit > 0 && limit <= LIMIT_MAX) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Said below, as every other limit that is none.
    }
    throw new BadQuestionException("limit is 1 to " + LIMIT_MAX);
  }
}
