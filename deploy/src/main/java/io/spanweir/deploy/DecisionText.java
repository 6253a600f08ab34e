package io.spanweir.deploy;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.telemetry.TraceFate;
import io.spanweir.core.telemetry.TraceFate.Decided;
import io.spanweir.core.telemetry.TraceFate.Open;
import io.spanweir.core.telemetry.TraceFate.PolicyVote;
import io.spanweir.core.telemetry.TraceFate.Remembered;
import io.spanweir.core.telemetry.TraceFate.Vote;
import io.spanweir.deploy.DecisionAnswer.OfTrace;
import io.spanweir.deploy.DecisionAnswer.Recent;
import io.spanweir.deploy.DecisionAnswer.Said;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers as text for a person. */
final class DecisionText {
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private static final long SECOND = 1_000_000_000L;

  private static final Map<String, String> REASONS =
      Map.of(
          "decision_wait", "decision_wait was over",
          "decision_wait_after_root_received",
              "its root had come and decision_wait_after_root_received was over",
          "span-ingest", "a policy could tell as soon as the span came (span-ingest)",
          "maximum_trace_size_bytes", "it was larger than maximum_trace_size_bytes",
          "buffer_share", "it took up a quarter of the buffer by itself",
          "evicted", "the buffer was full and it was the oldest",
          "shutdown", "the process was stopping");

  private final List<String> lines = new ArrayList<>();

  private DecisionText() {}

  static String of(DecisionAnswer answer) {
    DecisionText text = new DecisionText();
    if (answer instanceof OfTrace trace) {
      text.trace(trace);
    } else if (answer instanceof Recent recent) {
      recent.said().forEach(text::line);
      if (recent.said().isEmpty()) {
        text.lines.add("no such decisions");
      }
    }
    return CONTROL.matcher(String.join("\0", text.lines)).replaceAll(DecisionText::plain) + "\n";
  }

  /** What a name may have in it must not move a terminal's cursor. */
  private static String plain(MatchResult control) {
    return control.group().equals("\0") ? "\n" : "?";
  }

  private void trace(OfTrace trace) {
    if (trace.said().isEmpty()) {
      lines.add(trace.id() + ": unknown");
      lines.add("  " + trace.why());
    }
    for (Said said : trace.said()) {
      lines.add(trace.id() + ": " + outcome(said.fate()));
      fate(said);
    }
  }

  private static String outcome(TraceFate fate) {
    if (fate instanceof Decided d) {
      return outcome(d.kept(), d.policy());
    }
    if (fate instanceof Remembered r) {
      return outcome(r.kept(), r.policy());
    }
    return "still open";
  }

  private static String outcome(boolean kept, @Nullable String policy) {
    return (kept ? "kept" : "dropped") + (policy == null ? "" : " by " + policy);
  }

  private void fate(Said said) {
    if (said.fate() instanceof Decided d) {
      decided(d, said);
    } else if (said.fate() instanceof Open open) {
      open(open, said.component());
    } else {
      lines.add("  " + said.component() + " remembers that and no more; the record of the");
      lines.add("  decision has given way to later ones (decision_records)");
    }
  }

  private void decided(Decided d, Said said) {
    lines.add(
        "  "
            + said.component()
            + " decided at "
            + DecisionJson.moment(d.decidedEpochNanos())
            + ", because");
    lines.add("  " + REASONS.getOrDefault(d.reason(), d.reason()));
    lines.add("  " + size(d.spans(), d.bytes(), d.durationNanos()) + late(d));
    if (d.waitingSpans() > 0) {
      lines.add("  " + spans(d.waitingSpans()) + " still waiting to be taken by what is next");
    }
    if (d.kept()) {
      lines.add("  goes to " + String.join(", ", said.exporters()));
    }
    if (d.policiesChanged()) {
      lines.add("  other policies have taken over since");
    }
    if (d.votes().isEmpty()) {
      lines.add(
          d.policiesChanged()
              ? "  what its policies said is not known any more"
              : "  no policy was asked");
    } else {
      lines.add("  the policies, in the order they are asked:");
      votes(d.votes(), DecisionText::words);
    }
  }

  private static String late(Decided d) {
    if (d.lateSpans() == 0) {
      return "; none came late";
    }
    return "; " + spans(d.lateSpans()) + " came late and " + (d.kept() ? "followed" : "went too");
  }

  private static String size(long spans, long bytes, long durationNanos) {
    return spans(spans)
        + ", "
        + new ByteSize(bytes).rounded()
        + " in the buffer, "
        + time(durationNanos)
        + " long";
  }

  private static String spans(long count) {
    return count == 1 ? "1 span" : String.format(Locale.ROOT, "%,d spans", count);
  }

  private static String time(long nanos) {
    boolean inSeconds = nanos >= SECOND;
    return BigDecimal.valueOf(nanos, inSeconds ? 9 : 6)
            .setScale(1, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString()
        + (inSeconds ? " s" : " ms");
  }

  private void open(Open open, String component) {
    lines.add(
        "  waits at "
            + component
            + (open.ageNanos() < 0 ? "" : " for " + time(open.ageNanos()))
            + (open.dueNanos() < 0 ? "" : "; will be decided in " + time(open.dueNanos())));
    lines.add("  " + size(open.spans(), open.bytes(), open.durationNanos()) + " so far");
    lines.add("  what policies would say now:");
    votes(open.votes(), vote -> would(vote.would()));
  }

  private void votes(List<PolicyVote> all, Function<PolicyVote, String> words) {
    List<PolicyVote> shown = VotesShown.of(all);
    int width = shown.stream().mapToInt(v -> v.policy().length()).max().orElse(0);
    for (PolicyVote vote : shown) {
      String name = vote.policy() + " ".repeat(width - vote.policy().length());
      lines.add("    " + name + "  " + words.apply(vote));
    }
    if (shown.size() < all.size()) {
      lines.add("    and " + (all.size() - shown.size()) + " more that did not want it");
    }
  }

  private static String words(PolicyVote vote) {
    return switch (vote.vote()) {
      case SAMPLED -> "keep, which decided it";
      case DROPPED -> "drop, which decided it";
      case NOT_SAMPLED -> "no";
      case NOT_ASKED -> "not asked; " + would(vote.would());
    };
  }

  private static String would(Vote vote) {
    return switch (vote) {
      case SAMPLED -> "would keep it";
      case DROPPED -> "would drop it";
      case NOT_SAMPLED -> "would not keep it";
      case NOT_ASKED -> "can't be told, as with all that use up a budget";
    };
  }

  private void line(Said said) {
    if (said.fate() instanceof Decided d) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s  %s  %-7s  %6d spans  %10s  %s  %s",
              DecisionJson.moment(d.decidedEpochNanos()),
              new TraceIds(d.idHigh(), d.idLow()),
              d.kept() ? "kept" : "dropped",
              d.spans(),
              time(d.durationNanos()),
              d.reason(),
              d.policy() == null ? "" : d.policy()));
    }
  }
}
