package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.config.Catalog;
import io.spanweir.config.CollectorConfig;
import io.spanweir.config.ConfigLoader;
import io.spanweir.config.ConfigSource;
import io.spanweir.config.LoadedConfig;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.Processor;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.processor.tailsampling.TailSamplingConfig;
import io.spanweir.processor.tailsampling.TailSamplingFactory;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.SimLoops;
import io.spanweir.testkit.SimLoops.Wiring;
import io.spanweir.testkit.TestProcess;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A tail sampler as a file configures it, on one thread with a clock of its own. */
final class ConfiguredSampler {
  private static final long WAIT_NANOS = 2_000_000_000L;

  /** So far apart, traces are decided one after the other. */
  private static final long APART_NANOS = 20_000_000L;

  private final SimLoops loops = SimLoops.alone(1, 1, Wiring.ONE_CORE);
  private final TestProcess process = new TestProcess(loops);
  private final CapturingConsumer next = new CapturingConsumer(process.ledger(), "exporter:next");
  private final Processor processor;

  private ConfiguredSampler(TailSamplingConfig config) {
    process.ledger().connect("tail_sampling", List.of("exporter:next"));
    processor = new TailSamplingFactory().create(process.settings("tail_sampling"), config, next);
    try {
      processor.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param policy the text of a policy, or of a list of them
   */
  static ConfiguredSampler of(String policy) {
    String yaml =
        """
        receivers: {otlp: {protocols: {grpc: }}}
        processors:
          tail_sampling:
            decision_wait: 1s
            policies:
        %s
        exporters: {nop: }
        service: {pipelines: {traces: {receivers: [otlp], processors: [tail_sampling], exporters: [nop]}}}
        """
            .formatted((policy.startsWith("-") ? policy : item(policy)).indent(6).stripTrailing());
    LoadedConfig loaded =
        ConfigLoader.load(
            List.of(ConfigSource.text("example", yaml)),
            Catalog.of(Distribution.factories()),
            name -> null);
    CollectorConfig config = loaded.config();
    assertThat(config).as(loaded.render(200)).isNotNull();
    return new ConfiguredSampler(
        (TailSamplingConfig)
            config
                .components()
                .get(Kind.PROCESSOR)
                .get(ComponentId.parse("tail_sampling"))
                .config());
  }

  private static String item(String policy) {
    return "- " + policy.indent(2).strip();
  }

  /**
   * Gives traces, each as a request a moment after the one before, and waits until they are
   * decided.
   *
   * @return the low halves of the ids of those that came out, all of them whole
   */
  Set<Long> keeps(List<List<TestSpan>> traces) {
    for (List<TestSpan> trace : traces) {
      SpanBatch batch = TestRequest.of(trace).batch(process.pools());
      int count = batch.size();
      long bytes = CapturingConsumer.totalBytes(batch);
      assertThat(processor.reserve(count, bytes)).isTrue();
      processor.commit(batch, count, bytes, new RecordingReceipt(true));
      loops.world().runFor(APART_NANOS);
    }
    loops.world().runFor(WAIT_NANOS);
    loops.world().runUntilIdle();
    Set<Long> kept =
        next.spans().stream()
            .map(SentSpan::traceIdLow)
            .collect(Collectors.toCollection(TreeSet::new));
    long whole = kept.stream().mapToLong(id -> traces.get((int) (id - 1)).size()).sum();
    assertThat(next.spans()).hasSize((int) whole);
    return kept;
  }
}
