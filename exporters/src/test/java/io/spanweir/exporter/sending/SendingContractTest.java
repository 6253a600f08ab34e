package io.spanweir.exporter.sending;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Chunk;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TracesReader;
import io.spanweir.testkit.contract.ExporterContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** What all exporters share, over a backend without sockets. */
class SendingContractTest extends ExporterContract {
  private static final RetryConfig SOON =
      new RetryConfig(
          true, Duration.ofMillis(20), 0.5, 1.2, Duration.ofMillis(60), Duration.ofMinutes(5));

  @Override
  protected Stage openStage(long seed) {
    return Stage.simulated(seed);
  }

  @Override
  protected int seeds() {
    return 100;
  }

  @Override
  protected Backend openBackend(Stage stage) {
    return new Memory(stage);
  }

  @Override
  protected Exporter create(Settings settings, Backend target) {
    SendQueueConfig queue = SendQueueConfig.DEFAULT;
    return new QueuedExporter(
        settings, (Memory) target, new SendingConfig(queue, SOON, Duration.ofMillis(300)));
  }

  private static final class Memory implements Backend, Sender {
    private final Stage stage;
    private final Rng rng = new Rng(5);
    private final List<SentSpan> spans = new ArrayList<>();
    private Supplier<Behaviour> behaviour = () -> Behaviour.ACCEPT;

    Memory(Stage stage) {
      this.stage = stage;
    }

    @Override
    public Attempt send(Chunk framed, int count, Callback callback) {
      switch (behaviour.get()) {
        case ACCEPT -> {
          spans.addAll(TracesReader.read(Arrays.copyOf(framed.bytes(), framed.length())));
          answer(callback, SendResult.ok());
        }
        case TRY_AGAIN -> answer(callback, SendResult.retry(SendResult.NO_WISH, "UNAVAILABLE", ""));
        case NEVER -> answer(callback, SendResult.permanent("INVALID_ARGUMENT", ""));
        default -> {}
      }
      return () -> {};
    }

    private void answer(Callback callback, SendResult result) {
      if (rng.percent(30)) {
        callback.done(result);
      } else {
        stage.after(rng.between(0L, 100_000_000L), () -> callback.done(result));
      }
    }

    @Override
    public void behave(Supplier<Behaviour> each) {
      behaviour = each;
    }

    @Override
    public List<SentSpan> spans() {
      return spans;
    }

    @Override
    public void close() {}
  }
}
