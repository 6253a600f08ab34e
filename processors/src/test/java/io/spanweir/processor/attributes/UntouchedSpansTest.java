package io.spanweir.processor.attributes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.spanweir.core.component.AnyScalar;
import io.spanweir.core.component.Processor;
import io.spanweir.core.component.ProcessorFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.SimLoops;
import io.spanweir.testkit.SimLoops.Wiring;
import io.spanweir.testkit.TestProcess;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spans that an editing processor has no business with cost the heap nothing. */
class UntouchedSpansTest {
  private static final int SPANS = 512;

  private final TestProcess process = new TestProcess(SimLoops.alone(1, 1, Wiring.ONE_CORE));

  /** Takes everything and keeps nothing. */
  private static final class Sink implements SpanConsumer {
    @Override
    public boolean reserve(int count, long bytes) {
      return true;
    }

    @Override
    public void cancel(int count, long bytes) {}

    @Override
    public void commit(SpanBatch batch, int count, long bytes, Receipt receipt) {
      batch.release();
      receipt.accepted(0, null);
    }
  }

  private SpanBatch request() {
    List<TestSpan> spans = new ArrayList<>();
    for (int i = 0; i < SPANS; i++) {
      spans.add(
          TestSpan.of(1, i / 5 + 1, i + 1)
              .withService("service-" + i % 4, "scope")
              .withAttributes(Map.of("user.id", (long) i, "filler", "x".repeat(600))));
    }
    return TestRequest.of(spans).batch(process.pools());
  }

  private static void run(Processor processor, SpanBatch request, long bytes, int times) {
    for (int n = 0; n < times; n++) {
      SpanBatch batch = request.share();
      assertThat(processor.reserve(SPANS, bytes)).isTrue();
      processor.commit(batch, SPANS, bytes, Receipt.NONE);
    }
  }

  private <C extends Record> long bytesPerSpan(ProcessorFactory<C> factory, C config)
      throws Exception {
    Settings settings = process.settings("tested");
    Processor processor = factory.create(settings, config, new Sink());
    processor.start();
    SpanBatch request = request();
    long bytes = CapturingConsumer.totalBytes(request);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    run(processor, request, bytes, 200);
    long before = threads.getCurrentThreadAllocatedBytes();
    run(processor, request, bytes, 200);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    request.release();
    return allocated / (200L * SPANS);
  }

  @Test
  void attributesThatNoSpanHas() throws Exception {
    ActionConfig delete =
        new ActionConfig(ActionConfig.Action.DELETE, "password", null, "", "", "", null);
    ActionConfig update =
        new ActionConfig(ActionConfig.Action.UPDATE, "tier", new AnyScalar("x"), "", "", "", null);
    AttributesConfig config = new AttributesConfig(List.of(delete, update), null, null);
    assertThat(bytesPerSpan(new AttributesFactory(), config)).isZero();
  }
}
