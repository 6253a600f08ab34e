package io.spanweir.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Extension;
import io.spanweir.core.component.Settings;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every extension promises: making one opens nothing, it starts, it may be told that the
 * process is ready and that it stops, and its end is safe without a start and twice.
 */
public abstract class ExtensionContract {
  private final Stage stage = Stage.real();
  private final TestProcess process = new TestProcess(stage.loops());

  /** An extension under test. Opens nothing. */
  protected abstract Extension create(Settings settings);

  @AfterEach
  void close() {
    stage.close();
  }

  private Extension create() {
    return create(process.settings("tested"));
  }

  @Test
  void livesAndEnds() throws IOException {
    Extension extension = create();
    extension.start();
    extension.onReady();
    extension.onStopping();
    long now = stage.loops().clock().nanoTime();
    extension.shutdown(now + 1_000_000_000L);
    stage.await("it has ended", extension::isShutDown);
    extension.shutdown(now);
    assertThat(extension.isShutDown()).isTrue();
    assertThat(process.pools().chunks().leasedBytes()).isZero();
  }

  @Test
  void endsWithoutAStart() {
    Extension extension = create();
    extension.shutdown(stage.loops().clock().nanoTime());
    assertThat(extension.isShutDown()).isTrue();
  }

  @Test
  void startsAgainAfterAnotherHasEnded() throws IOException {
    for (int life = 0; life < 2; life++) {
      Extension extension = create();
      extension.start();
      extension.shutdown(stage.loops().clock().nanoTime());
      stage.await("it has ended", extension::isShutDown);
    }
  }
}
