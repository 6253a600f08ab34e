package io.spanweir.exporter.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StdoutConsoleTest {
  private final PrintStream before = System.out;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @AfterEach
  void restore() {
    System.setOut(before);
  }

  private static void awaitDrained(StdoutConsole console) throws InterruptedException {
    for (int i = 0; i < 5000 && !console.isDrained(); i++) {
      Thread.sleep(1);
    }
    assertThat(console.isDrained()).isTrue();
  }

  @Test
  void writesInOrderAsUtf8() throws InterruptedException {
    System.setOut(new PrintStream(written, true, StandardCharsets.US_ASCII));
    StdoutConsole console = new StdoutConsole();
    assertThat(console.offer("one … ä\n")).isTrue();
    assertThat(console.offer("two\n")).isTrue();
    awaitDrained(console);
    assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("one … ä\ntwo\n");
  }

  @Test
  void aReaderThatStandsStillIsNotWaitedFor() throws InterruptedException {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    System.setOut(
        new PrintStream(written, true, StandardCharsets.UTF_8) {
          @Override
          public void write(byte[] bytes, int offset, int length) {
            writing.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            super.write(bytes, offset, length);
          }
        });
    StdoutConsole console = new StdoutConsole();
    String line = "x".repeat(99_999) + "\n";
    assertThat(console.offer(line)).isTrue();
    writing.await();
    int taken = 1;
    while (console.offer(line)) {
      taken++;
    }
    assertThat(taken).as("one being written, eleven to pass 1 MiB").isEqualTo(12);
    assertThat(console.hasRoom()).isFalse();
    assertThat(console.isDrained()).isFalse();
    goOn.countDown();
    awaitDrained(console);
    assertThat(written.size()).isEqualTo(taken * line.length());
    assertThat(console.offer("more\n")).isTrue();
    awaitDrained(console);
  }
}
