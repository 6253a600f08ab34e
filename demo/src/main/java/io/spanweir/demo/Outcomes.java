package io.spanweir.demo;

import io.spanweir.demo.Decisions.Decision;
import io.spanweir.demo.shop.Request;
import io.spanweir.demo.shop.Story;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Iterator;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the decision about each request and prints it once it is there. Requests come from any
 * thread; {@link #look} is for one thread at a time.
 */
final class Outcomes {
  /** Past it a decision is not waited for; a collector with a longer wait is none for a demo. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000_000_000L;

  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final Decisions decisions;
  private final String zipkin;
  private final PrintStream out;

  private long kept;
  private long dropped;
  private long unknown;
  private boolean slowShown;

  private record Waiting(Request request, long sinceNanos) {}

  Outcomes(Decisions decisions, String zipkin, PrintStream out) {
    this.decisions = decisions;
    this.zipkin = zipkin;
    this.out = out;
  }

  /** What the columns of the lines are. */
  void head() {
    out.println();
    out.println(line("", "took", "story", "outcome", "trace"));
  }

  void add(Request request) {
    waiting.add(new Waiting(request, System.nanoTime()));
  }

  /** How many requests are without an outcome. */
  int open() {
    return waiting.size();
  }

  /** Asks once about each request that is without an outcome. */
  void look() throws InterruptedException {
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting next = each.next();
      Decision decision = ask(next.request());
      boolean given = System.nanoTime() - next.sinceNanos() > PATIENCE_NANOS;
      if (decision != null || given) {
        each.remove();
        print(next.request(), decision);
      }
    }
    out.flush();
  }

  private @Nullable Decision ask(Request request) throws InterruptedException {
    try {
      return decisions.of(request.traceId());
    } catch (IOException e) {
      // It may be busy, or on its way out; whoever waits in vain says so.
      return null;
    }
  }

  private void print(Request request, @Nullable Decision decision) {
    if (decision == null) {
      unknown++;
    } else if (decision.kept()) {
      kept++;
    } else {
      dropped++;
    }
    String outcome = decision == null ? "no decision in two minutes" : decision.text();
    out.println(
        line(
            "#" + request.number(),
            took(request.nanos()),
            request.story().text(),
            outcome,
            request.traceId()));
    if (decision != null && decision.kept() && request.story() == Story.SLOW_DATABASE) {
      showSlow(request);
    }
  }

  private void showSlow(Request request) {
    if (!slowShown) {
      slowShown = true;
      out.println();
      out.println("  The first slow trace that was kept, as a waterfall:");
      out.println("  " + zipkin + "/zipkin/traces/" + request.traceId());
      out.println();
    }
  }

  private static String line(
      String number, String took, String story, String outcome, String trace) {
    return String.format(
        Locale.ROOT, "%5s  %7s  %-13s  %-26s  %s", number, took, story, outcome, trace);
  }

  private static String took(long nanos) {
    return nanos < SECOND
        ? nanos / MILLI + " ms"
        : String.format(Locale.ROOT, "%.2f s", nanos / (double) SECOND);
  }

  /** All outcomes in a line. */
  String summary() {
    StringBuilder text = new StringBuilder();
    long all = kept + dropped + unknown + open();
    text.append(all).append(all == 1 ? " request: " : " requests: ");
    text.append(kept).append(" kept, ").append(dropped).append(" dropped");
    if (unknown + open() > 0) {
      text.append(", ").append(unknown + open()).append(" not decided while this ran");
    }
    return text.toString();
  }
}
