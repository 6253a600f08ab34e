package io.spanweir.bench.runner;

import io.spanweir.bench.generator.Generator;
import io.spanweir.bench.generator.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Samples the system and the machine where phases meet, and memory in between. */
final class Window implements Generator.PhaseListener, AutoCloseable {
  private static final long MEMORY_PERIOD_MILLIS = 250;

  private final RunningSystem system;
  private final Cores cores;
  private final int measured;
  private final Supplier<Ledger> ledger;
  private final LongSupplier dropped;
  private final List<Edge> edges = new ArrayList<>();
  private final List<Long> memory = new CopyOnWriteArrayList<>();
  private final Thread sampler = new Thread(this::sampleMemory, "memory-sampler");
  private volatile boolean sampling;

  /** Everything at the moment when one phase ends and another begins. */
  private record Edge(
      Ledger ledger,
      long droppedDatagrams,
      Proc.ProcessSample process,
      Proc.ProcessSample self,
      Proc.CpuSample generatorCpu,
      Proc.CpuSample systemCpu) {}

  /**
   * Which processor is whose.
   *
   * @param generator runs the load, the sink and the runner
   * @param system runs the system under test
   */
  record Cores(int generator, int system) {}

  /**
   * Begins to sample.
   *
   * @param dropped datagrams that the kernel dropped so far
   */
  Window(
      RunningSystem system,
      Cores cores,
      int measured,
      Supplier<Ledger> ledger,
      LongSupplier dropped) {
    this.system = system;
    this.cores = cores;
    this.measured = measured;
    this.ledger = ledger;
    this.dropped = dropped;
    sampler.setDaemon(true);
    sampler.start();
  }

  @Override
  public void onBoundary(int phase) {
    sampling = phase == measured;
    edges.add(
        new Edge(
            ledger.get(),
            dropped.getAsLong(),
            system.sample(),
            Proc.self(),
            Proc.cpu(cores.generator()),
            Proc.cpu(cores.system())));
  }

  @Override
  public void close() {
    sampler.interrupt();
  }

  double seconds() {
    return (end().process().nanos() - begin().process().nanos()) / 1e9;
  }

  double cpuSeconds() {
    return end().process().cpuSeconds() - begin().process().cpuSeconds();
  }

  Ledger ledger() {
    return end().ledger().since(begin().ledger());
  }

  /** Returns the datagrams that the kernel dropped in the measured phase. */
  long droppedDatagrams() {
    return end().droppedDatagrams() - begin().droppedDatagrams();
  }

  List<Ledger> ledgers() {
    List<Ledger> all = new ArrayList<>();
    for (int i = 1; i < edges.size(); i++) {
      all.add(edges.get(i).ledger().since(edges.get(i - 1).ledger()));
    }
    return all;
  }

  long rssMedianBytes() {
    List<Long> sorted = memory.stream().sorted().toList();
    return sorted.isEmpty() ? end().process().rssBytes() : sorted.get(sorted.size() / 2);
  }

  long rssPeakBytes() {
    return edges.stream().mapToLong(e -> e.process().peakRssBytes()).max().orElse(0);
  }

  double generatorBusyPercent() {
    return end().generatorCpu().busyPercentSince(begin().generatorCpu());
  }

  /** Returns what this process used of its processor, in percent. */
  double generatorPercent() {
    return 100 * (end().self().cpuSeconds() - begin().self().cpuSeconds()) / seconds();
  }

  double systemBusyPercent() {
    return end().systemCpu().busyPercentSince(begin().systemCpu());
  }

  /** Returns the seconds from the end of the measured phase to a later moment, or 0. */
  double secondsAfterEnd(long nanos) {
    return nanos == 0 ? 0 : Math.max(0, (nanos - end().process().nanos()) / 1e9);
  }

  private Edge begin() {
    return edges.get(measured);
  }

  private Edge end() {
    return edges.get(measured + 1);
  }

  private void sampleMemory() {
    try {
      while (true) {
        if (sampling) {
          memory.add(system.sample().rssBytes());
        }
        Thread.sleep(MEMORY_PERIOD_MILLIS);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
