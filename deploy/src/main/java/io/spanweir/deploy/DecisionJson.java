package io.spanweir.deploy;

import io.spanweir.core.telemetry.TraceFate;
import io.spanweir.core.telemetry.TraceFate.Decided;
import io.spanweir.core.telemetry.TraceFate.Open;
import io.spanweir.core.telemetry.TraceFate.PolicyVote;
import io.spanweir.core.telemetry.TraceFate.Remembered;
import io.spanweir.core.telemetry.TraceFate.Vote;
import io.spanweir.deploy.DecisionAnswer.OfTrace;
import io.spanweir.deploy.DecisionAnswer.Recent;
import io.spanweir.deploy.DecisionAnswer.Said;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Answers as JSON, in the shape that {@code docs/decisions-asked-for.md} documents. */
final class DecisionJson {
  private final JsonText json = new JsonText();

  private DecisionJson() {}

  static String of(DecisionAnswer answer) {
    DecisionJson page = new DecisionJson();
    page.json.open('{');
    if (answer instanceof OfTrace trace) {
      page.json.member("traceId", trace.id().toString());
      page.decisions(trace.said(), false);
      if (!trace.why().isEmpty()) {
        page.json.member("why", trace.why());
      }
    } else if (answer instanceof Recent recent) {
      page.decisions(recent.said(), true);
    }
    return page.json.close('}').toString();
  }

  /** What is wrong with a question. */
  static String error(String message) {
    return new JsonText().open('{').member("error", message).close('}').toString();
  }

  private void decisions(List<Said> said, boolean many) {
    json.key("decisions").open('[');
    for (Said one : said) {
      json.element().open('{');
      if (one.fate() instanceof Decided d && many) {
        json.member("traceId", new TraceIds(d.idHigh(), d.idLow()).toString());
      }
      json.member("component", one.component());
      fate(one.fate(), one.exporters(), many);
      json.close('}');
    }
    json.close(']');
  }

  private void fate(TraceFate fate, List<String> exporters, boolean many) {
    if (fate instanceof Decided decided) {
      decided(decided, exporters, many);
    } else if (fate instanceof Open open) {
      open(open);
    } else if (fate instanceof Remembered remembered) {
      outcome(remembered.kept());
      json.member("policy", remembered.policy()).member("forgotten", true);
      exportedTo(remembered.kept(), exporters);
    }
  }

  private void outcome(boolean kept) {
    json.member("outcome", kept ? "kept" : "dropped");
  }

  private void decided(Decided d, List<String> exporters, boolean many) {
    outcome(d.kept());
    json.member("policy", d.policy())
        .member("reason", d.reason())
        .member("decidedAt", moment(d.decidedEpochNanos()))
        .member("spans", d.spans())
        .member("lateSpans", d.lateSpans());
    if (!many) {
      json.member("waitingSpans", d.waitingSpans());
    }
    json.member("bytes", d.bytes()).millis("durationMillis", d.durationNanos());
    exportedTo(d.kept(), exporters);
    json.member("policiesChanged", d.policiesChanged());
    if (!many) {
      votes(d.votes());
    }
  }

  static String moment(long epochNanos) {
    return Instant.ofEpochSecond(0, epochNanos).truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private void exportedTo(boolean kept, List<String> exporters) {
    if (kept) {
      json.key("exportedTo").open('[');
      exporters.forEach(exporter -> json.element().text(exporter));
      json.close(']');
    }
  }

  private void open(Open open) {
    json.member("outcome", "open")
        .member("spans", open.spans())
        .member("bytes", open.bytes())
        .millis("durationMillis", open.durationNanos())
        .millis("ageMillis", open.ageNanos())
        .millis("dueInMillis", open.dueNanos());
    votes(open.votes());
  }

  private void votes(List<PolicyVote> all) {
    List<PolicyVote> shown = VotesShown.of(all);
    json.key("votes").open('[');
    for (PolicyVote vote : shown) {
      json.element().open('{').member("policy", vote.policy()).member("vote", word(vote.vote()));
      if (vote.vote() == Vote.NOT_ASKED) {
        json.member("would", vote.would() == Vote.NOT_ASKED ? "unknown" : word(vote.would()));
      }
      json.close('}');
    }
    json.close(']').member("votesLeftOut", all.size() - shown.size());
  }

  private static String word(Vote vote) {
    return vote.name().toLowerCase(Locale.ROOT);
  }
}
