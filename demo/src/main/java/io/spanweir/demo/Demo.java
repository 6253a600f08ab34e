package io.spanweir.demo;

import io.spanweir.demo.shop.Shop;
import io.spanweir.demo.shop.Story;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Where the demo begins. Exit codes: 0 for what ended as asked, a signal included; 1 for everything
 * else.
 */
public final class Demo {
  private static final long LOOK_MILLIS = 200;
  private static final long REQUESTS_SECONDS = 20;
  private static final long END_SECONDS = 80;

  private final Options options;
  private final PrintStream out;
  private final Decisions decisions;
  private final Outcomes outcomes;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private Demo(Options options, PrintStream out) {
    this.options = options;
    this.out = out;
    decisions = new Decisions(options.admin);
    outcomes = new Outcomes(decisions, options.zipkin, out);
  }

  /** Plays the shop until it has played it often enough, or is told to stop. */
  public static void main(String[] args) {
    Options options = new Options();
    CommandLine line = new CommandLine(options);
    try {
      line.parseArgs(args);
      options.check();
    } catch (ParameterException e) {
      System.err.println("spanweir demo: " + e.getMessage());
      System.exit(1);
    }
    if (options.help) {
      line.usage(System.out);
      return;
    }
    Demo demo = new Demo(options, System.out);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> demo.interrupted(ended), "signal"));
    int exitCode = demo.run();
    ended.countDown();
    System.exit(exitCode);
  }

  /** At a signal: has the demo end, and the process with 0, for it ended as asked. */
  private void interrupted(CountDownLatch ended) {
    if (ended.getCount() == 0) {
      return;
    }
    stopped.countDown();
    // Ctrl-C reaches the collector too; that the last spans could not be sent is no news then.
    Logger.getLogger("").setLevel(Level.OFF);
    try {
      boolean clean = ended.await(END_SECONDS, TimeUnit.SECONDS);
      Runtime.getRuntime().halt(clean ? 0 : 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int run() {
    try (Collector collector = Collector.open(options, decisions)) {
      introduce(collector);
      try (Shop shop = new Shop(options.zipkin, options.otlp)) {
        boolean good = play(shop, collector);
        goodbye(collector);
        return good ? 0 : 1;
      }
    } catch (IOException e) {
      System.err.println(
          "spanweir demo: can't start " + options.launcher() + ": " + e.getMessage());
    } catch (Collector.TroubleException e) {
      System.err.println("spanweir demo: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private void introduce(Collector collector) {
    String which = collector.isOurs() ? "started for this demo" : "the one that runs already";
    out.println(
        "A shop:     gateway > auth > user, gateway > order > payment, order > kafka > email");
    out.println(
        "            gateway, user, email report with Brave, the others with OpenTelemetry");
    out.println("Collector:  " + which + ", " + options.zipkin + " and " + options.otlp);
    out.println("Look at     " + options.zipkin + "/zipkin/");
    out.println(
        "Below is a line for each request once its trace is decided, a few seconds after it; "
            + (options.requests == 0 ? "Ctrl-C ends this." : options.requests + " in all."));
    outcomes.head();
    out.flush();
  }

  /** Sends requests and says their outcomes. @return whether it ended as asked */
  private boolean play(Shop shop, Collector collector) throws InterruptedException {
    ExecutorService visitors = Executors.newCachedThreadPool();
    ScheduledExecutorService doorbell = Executors.newSingleThreadScheduledExecutor();
    try {
      CountDownLatch rung = ring(doorbell, visitors, shop);
      boolean told = false;
      while (!told && (rung.getCount() > 0 || !visitors.isTerminated() || outcomes.open() > 0)) {
        if (rung.getCount() == 0) {
          visitors.shutdown();
        }
        told = stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (!told && !collector.runs()) {
          System.err.println(
              "spanweir demo: the collector has ended; it said:\n" + collector.lastWords());
          return false;
        }
        outcomes.look();
      }
      return true;
    } finally {
      doorbell.shutdownNow();
      visitors.shutdown();
      visitors.awaitTermination(REQUESTS_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Sends a visitor at the pace that was asked for. @return what opens after the last of them */
  private CountDownLatch ring(
      ScheduledExecutorService doorbell, ExecutorService visitors, Shop shop) {
    CountDownLatch last = new CountDownLatch(1);
    AtomicLong numbers = new AtomicLong();
    Runnable visitor =
        () -> {
          long number = numbers.incrementAndGet();
          visitors.execute(() -> outcomes.add(shop.checkout(number, Story.of(number))));
          if (number == options.requests) {
            doorbell.shutdown();
            last.countDown();
          }
        };
    long pause = (long) (TimeUnit.SECONDS.toNanos(1) / options.rate);
    Future<?> unused = doorbell.scheduleAtFixedRate(visitor, 0, pause, TimeUnit.NANOSECONDS);
    return last;
  }

  private void goodbye(Collector collector) {
    out.println();
    out.println(outcomes.summary());
    if (collector.isOurs()) {
      out.println(
          "Stopping the collector; what was kept stays on disk, and ./spanweir shows it again.");
    }
    out.flush();
  }
}
