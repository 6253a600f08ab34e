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
import io.spanweir.processor.attributes.AttributesConfig;
import io.spanweir.processor.attributes.AttributesFactory;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Policies go by the attributes that a processor before them left, not by those that came. */
class BehindAttributesTest {
  private static final String CONFIGURATION =
      """
      receivers: {otlp: {protocols: {grpc: }}}
      processors:
        attributes:
          actions:
            - {key: customer.tier, action: update, value: vip}
            - {key: password, action: delete}
            - {key: user.id, action: hash}
        tail_sampling:
          decision_wait: 1s
          policies:
            - {name: vip, type: string_attribute, string_attribute: {key: customer.tier, values: [vip]}}
            - {name: secret, type: string_attribute, string_attribute: {key: password, values: [x]}}
            - {name: eve, type: string_attribute, string_attribute: {key: user.id, values: [eve]}}
            - name: hashed
              type: string_attribute
              string_attribute:
                key: user.id
                values: [49915e0d7d4b402e3017d010bc1c0e83cac6c797d6c16e66340fe3268693a6a1]
      exporters: {nop: }
      service:
        pipelines:
          traces: {receivers: [otlp], processors: [attributes, tail_sampling], exporters: [nop]}
      """;

  private final SimLoops loops = SimLoops.alone(1, 1, Wiring.ONE_CORE);
  private final TestProcess process = new TestProcess(loops);
  private final CapturingConsumer next = new CapturingConsumer(process.ledger(), "exporter:next");

  private static Map<ComponentId, ? extends Record> processors() {
    LoadedConfig loaded =
        ConfigLoader.load(
            List.of(ConfigSource.text("example", CONFIGURATION)),
            Catalog.of(Distribution.factories()),
            name -> null);
    CollectorConfig config = loaded.config();
    assertThat(config).as(loaded.render(200)).isNotNull();
    return config.components().get(Kind.PROCESSOR).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().config()));
  }

  private static TestSpan span(long trace, String key, String value) {
    return TestSpan.of(1, trace, trace).withAttributes(Map.of(key, value));
  }

  @Test
  void editsDecide() throws Exception {
    process.ledger().connect("attributes", List.of("tail_sampling"));
    process.ledger().connect("tail_sampling", List.of("exporter:next"));
    Map<ComponentId, ? extends Record> configs = processors();
    Processor sampler =
        new TailSamplingFactory()
            .create(
                process.settings("tail_sampling"),
                (TailSamplingConfig) configs.get(ComponentId.parse("tail_sampling")),
                next);
    Processor attributes =
        new AttributesFactory()
            .create(
                process.settings("attributes"),
                (AttributesConfig) configs.get(ComponentId.parse("attributes")),
                sampler);
    sampler.start();
    attributes.start();
    SpanBatch batch =
        TestRequest.of(
                List.of(
                    span(1, "customer.tier", "free"),
                    span(2, "password", "x"),
                    span(3, "user.id", "ann"),
                    span(4, "other", "vip"),
                    span(5, "user.id", "eve")))
            .batch(process.pools());
    long bytes = CapturingConsumer.totalBytes(batch);
    assertThat(attributes.reserve(5, bytes)).isTrue();
    attributes.commit(batch, 5, bytes, new RecordingReceipt(true));
    loops.world().runFor(3_000_000_000L);
    loops.world().runUntilIdle();
    Set<Long> kept =
        next.spans().stream()
            .map(SentSpan::traceIdLow)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(kept).containsExactly(1L, 3L);
  }
}
