package io.spanweir.receiver.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.receiver.jaeger.ThriftTranscoder.Form;
import io.spanweir.receiver.thrift.ThriftBytes;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients say what they dropped since they began; Jaeger's agent reads it the same way. */
class ClientDropsTest {
  private static final int STRUCT = 12;
  private static final int LIST = 15;
  private static final int I32 = 8;
  private static final int I64 = 10;
  private static final int STRING = 11;

  private final Stage stage = Stage.real();
  private final TestProcess process = new TestProcess(stage.loops());
  private final ClientDrops drops = new ClientDrops(process.settings("jaeger"));

  @AfterEach
  void close() {
    stage.close();
  }

  private void batch(String client, long sequence, long fullQueue, long failed) throws Exception {
    byte[] tag =
        ThriftBytes.start()
            .field(STRING, 1)
            .text("client-uuid")
            .field(I32, 2)
            .i32(0)
            .field(STRING, 3)
            .text(client)
            .stop()
            .bytes();
    byte[] body =
        ThriftBytes.start()
            .field(STRUCT, 1)
            .field(STRING, 1)
            .text("s")
            .field(LIST, 2)
            .i8(STRUCT)
            .i32(1)
            .raw(tag)
            .stop()
            .field(I64, 3)
            .i64(sequence)
            .field(STRUCT, 4)
            .field(I64, 1)
            .i64(fullQueue)
            .field(I64, 3)
            .i64(failed)
            .stop()
            .stop()
            .bytes();
    Consumer<ClientReport> reports = drops::note;
    Transcoded.of(new ThriftTranscoder(Form.BINARY_STRUCT, reports), body);
  }

  private double dropped(String reason) {
    return process
        .meters()
        .get("spanweir.receiver.client.dropped.spans")
        .tags("reason", reason)
        .counter()
        .count();
  }

  private double lostBatches() {
    return process.meters().get("spanweir.receiver.client.lost.batches").counter().count();
  }

  @Test
  void countsWhatWasAddedSinceTheLastBatch() throws Exception {
    batch("a", 100, 50, 7);
    assertThat(dropped("full_queue")).isZero();
    batch("a", 101, 53, 7);
    batch("b", 1, 1000, 0);
    batch("a", 102, 53, 9);
    assertThat(dropped("full_queue")).isEqualTo(3);
    assertThat(dropped("failed_to_emit")).isEqualTo(2);
    assertThat(dropped("too_large")).isZero();
    assertThat(lostBatches()).isZero();
  }

  @Test
  void countsGapsAndKnowsWhatCameLate() throws Exception {
    batch("a", 10, 0, 0);
    batch("a", 14, 5, 0);
    assertThat(lostBatches()).isEqualTo(3);
    batch("a", 13, 4, 0);
    batch("a", 15, 5, 0);
    assertThat(lostBatches()).isEqualTo(3);
    assertThat(dropped("full_queue")).isEqualTo(5);
  }

  @Test
  void aClientMayBeginAnew() throws Exception {
    batch("a", 1000, 90, 0);
    batch("a", 1, 0, 0);
    batch("a", 2, 4, 0);
    assertThat(lostBatches()).isZero();
    assertThat(dropped("full_queue")).isEqualTo(4);
  }

  @Test
  void countsOnWhereTheTableIsFull() throws Exception {
    for (int round = 1; round <= 2; round++) {
      for (int client = 0; client < 6000; client++) {
        ClientReport report = new ClientReport();
        Tag tag = new Tag();
        tag.clear(("client-uuid" + client).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        tag.keyTo = 11;
        tag.from = 11;
        tag.to = tag.bytes.length;
        report.tag(tag);
        report.sequence(round);
        report.dropped(0, round);
        drops.note(report);
      }
    }
    assertThat(dropped("full_queue")).isBetween(0.0, 6000.0);
    assertThat(lostBatches()).isZero();
  }
}
