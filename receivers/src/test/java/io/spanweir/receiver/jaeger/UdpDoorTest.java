package io.spanweir.receiver.jaeger;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jaegertracing.thriftjava.Batch;
import io.micrometer.core.instrument.FunctionCounter;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.door.Outcome;
import io.spanweir.core.telemetry.Term;
import io.spanweir.receiver.jaeger.JaegerReceiverConfig.Protocols;
import io.spanweir.receiver.jaeger.ThriftTranscoder.Form;
import io.spanweir.testkit.CapturingConsumer.Answer;
import io.spanweir.testkit.Rng;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UdpDoorTest {
  private static final String COMPACT = "udp_thrift_compact";
  private static final byte[] OTEL =
      Transcoded.capture("otel-java-1.33.0-jaeger-thrift-exporter-udp-compact.bin");
  private static final byte[] JAEGER =
      Transcoded.capture("jaeger-client-java-1.8.1-udp-compact.bin");

  @Test
  void takesWhatClientsSent() throws Exception {
    byte[] binary = Thrift.bytes(Thrift.batch(OTEL, Form.COMPACT_MESSAGE), Form.BINARY_MESSAGE);
    try (OpenJaeger jaeger = new OpenJaeger()) {
      jaeger.send("thrift_compact", OTEL, JAEGER);
      jaeger.send("thrift_binary", binary);
      jaeger.awaitRequests(COMPACT, Outcome.ACCEPTED, 2);
      jaeger.awaitRequests("udp_thrift_binary", Outcome.ACCEPTED, 1);
      assertThat(jaeger.next().spans()).hasSize(3 + 2 + 3);
      assertLedger(jaeger.process().ledger()).spans(OpenJaeger.ACCOUNT, Term.KEPT, 8);
    }
  }

  @Test
  void garbageIsCountedAndDropped() throws Exception {
    byte[] garbage = new byte[700];
    Rng rng = new Rng(1);
    for (int i = 0; i < garbage.length; i++) {
      garbage[i] = (byte) rng.below(256);
    }
    try (OpenJaeger jaeger = new OpenJaeger()) {
      jaeger.send("thrift_compact", garbage, new byte[1], new byte[0], JAEGER);
      jaeger.send("thrift_compact", Arrays.copyOf(OTEL, OTEL.length - 1), JAEGER, garbage);
      jaeger.awaitRequests(COMPACT, Outcome.MALFORMED, 5);
      jaeger.awaitRequests(COMPACT, Outcome.ACCEPTED, 2);
      assertThat(jaeger.next().spans()).hasSize(4);
    }
  }

  @Test
  void longerOnesAreCounted() throws Exception {
    Protocols doors =
        new Protocols(null, null, OpenJaeger.udp("maxPacketSize", new ByteSize(500)), null, null);
    try (OpenJaeger jaeger = new OpenJaeger(new JaegerReceiverConfig(doors, null))) {
      jaeger.send("thrift_compact", OTEL, JAEGER);
      jaeger.awaitRequests(COMPACT, Outcome.TOO_LARGE, 1);
      jaeger.awaitRequests(COMPACT, Outcome.ACCEPTED, 1);
    }
  }

  @Test
  void whatIsRefusedIsCounted() throws Exception {
    try (OpenJaeger jaeger = new OpenJaeger()) {
      jaeger.next().hasRoom(() -> false);
      jaeger.send("thrift_compact", JAEGER);
      jaeger.awaitRequests(COMPACT, Outcome.NO_ROOM, 1);
      jaeger.next().hasRoom(() -> true).answers(() -> Answer.REFUSE);
      jaeger.send("thrift_compact", JAEGER);
      jaeger.awaitRequests(COMPACT, Outcome.UNAVAILABLE, 1);
      assertLedger(jaeger.process().ledger())
          .spans(OpenJaeger.ACCOUNT, Term.RECEIVED, 4)
          .spans(OpenJaeger.ACCOUNT, Term.REFUSED, 2);
    }
  }

  /**
   * All of them come: what is read in one go is handed on together, each batch its own resource.
   */
  @Test
  void manyDatagramsBecomeFewBatches() throws Exception {
    Batch batch = Thrift.batch(OTEL, Form.COMPACT_MESSAGE);
    byte[][] datagrams = new byte[150][];
    for (int i = 0; i < datagrams.length; i++) {
      batch.getProcess().setServiceName("service-" + i);
      datagrams[i] = Thrift.bytes(batch, Form.COMPACT_MESSAGE);
    }
    try (OpenJaeger jaeger = new OpenJaeger()) {
      jaeger.send("thrift_compact", datagrams);
      jaeger.awaitRequests(COMPACT, Outcome.ACCEPTED, datagrams.length);
      assertThat(jaeger.next().spans()).hasSize(3 * datagrams.length);
      assertThat(jaeger.next().spans().stream().map(s -> s.resource()).distinct()).isNotEmpty();
    }
  }

  /** What comes faster than it is read is dropped by the kernel, and counted there. */
  @Test
  void whatTheKernelDropsIsCounted() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/net/udp")), "skipped: no /proc/net/udp here");
    Protocols doors =
        new Protocols(
            null, null, OpenJaeger.udp("socketBufferSize", new ByteSize(4_096)), null, null);
    byte[][] burst = new byte[200][];
    Arrays.fill(burst, JAEGER);
    try (OpenJaeger jaeger = new OpenJaeger(new JaegerReceiverConfig(doors, null))) {
      FunctionCounter dropped =
          jaeger
              .process()
              .meters()
              .get("spanweir.receiver.datagrams.dropped")
              .tags("transport", COMPACT)
              .functionCounter();
      assertThat(dropped.count()).isZero();
      while (dropped.count() == 0) {
        jaeger.send("thrift_compact", burst);
      }
    }
  }
}
