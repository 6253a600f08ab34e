package io.spanweir.receiver.zipkin;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.door.Outcome;
import io.spanweir.receiver.thrift.ThriftBytes;
import io.spanweir.receiver.thrift.ThriftReader;
import io.spanweir.receiver.zipkin.OpenScribe.Client;
import io.spanweir.testkit.CapturingConsumer.Answer;
import io.spanweir.testkit.Records;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Over real sockets, with what real clients sent and with what none should. */
final class ScribeDoorTest {
  static final byte[] PROBE = capture("finagle-18.12.0-scribe-frame-1-ttwitter-upgrade-probe");
  static final byte[] FINAGLE = capture("finagle-18.12.0-scribe-frame-4");
  static final byte[] REPORTER = capture("zipkin-reporter-3.5.3-libthrift-scribe-frame");
  private static final int FINAGLE_SEQUENCE = 0x95675401;

  private static byte[] capture(String name) {
    return V1FixturesTest.resource("wire-captures/" + name + ".bin");
  }

  /** What Zipkin answers, byte for byte. */
  static byte[] result(int sequence, int code) {
    return ThriftBytes.start()
        .i32(0x80010002)
        .text("Log")
        .i32(sequence)
        .field(ThriftReader.I32, 0)
        .i32(code)
        .stop()
        .bytes();
  }

  static byte[] exception(String method, int sequence, int type, String text) {
    return ThriftBytes.start()
        .i32(0x80010003)
        .text(method)
        .i32(sequence)
        .field(ThriftReader.STRING, 1)
        .text(text)
        .field(ThriftReader.I32, 2)
        .i32(type)
        .stop()
        .bytes();
  }

  static byte[] call(int sequence) {
    byte[] span =
        ThriftBytes.start()
            .field(ThriftReader.I64, 1)
            .i64(1)
            .field(ThriftReader.I64, 4)
            .i64(sequence)
            .stop()
            .bytes();
    String message = Base64.getEncoder().encodeToString(span);
    return ScribeCalls.framed(ScribeCalls.log(sequence, "zipkin", message));
  }

  @Test
  void finagleIsToldThatThereIsOnlyThriftAndThenHeard() throws IOException {
    try (OpenScribe scribe = new OpenScribe();
        Client client = scribe.client()) {
      client.send(PROBE);
      assertThat(client.answer())
          .isEqualTo(
              exception(
                  ScribeConnection.PROBE,
                  0,
                  ScribeAnswer.UNKNOWN_METHOD,
                  "no such method: " + ScribeConnection.PROBE));
      client.send(FINAGLE);
      assertThat(client.answer()).isEqualTo(result(FINAGLE_SEQUENCE, ScribeAnswer.OK));
      scribe.awaitRequests(Outcome.PREFLIGHT, 1);
      scribe.awaitRequests(Outcome.ACCEPTED, 1);
      assertThat(scribe.next().spans()).isNotEmpty();
    }
  }

  @Test
  void entriesOfOneCallAreOneBatch() throws IOException {
    try (OpenScribe scribe = new OpenScribe();
        Client client = scribe.client()) {
      client.send(REPORTER);
      assertThat(client.answer()).isEqualTo(result(1, ScribeAnswer.OK));
      assertThat(scribe.next().spans()).hasSize(2);
      assertThat(scribe.next().commits()).isEqualTo(1);
    }
  }

  @Test
  void bytesMayComeOneByOne() throws IOException {
    try (OpenScribe scribe = new OpenScribe();
        Client client = scribe.client()) {
      for (byte b : FINAGLE) {
        client.send(new byte[] {b});
      }
      assertThat(client.answer()).isEqualTo(result(FINAGLE_SEQUENCE, ScribeAnswer.OK));
    }
  }

  @Test
  void anEmptyCallAndOtherCategoriesAreFine() throws IOException {
    try (OpenScribe scribe = new OpenScribe();
        Client client = scribe.client()) {
      client.send(
          ScribeCalls.framed(ScribeCalls.log(1)),
          ScribeCalls.framed(ScribeCalls.log(2, "access_log", "GET /")));
      assertThat(client.answer()).isEqualTo(result(1, ScribeAnswer.OK));
      assertThat(client.answer()).isEqualTo(result(2, ScribeAnswer.OK));
      assertThat(scribe.next().spans()).isEmpty();
    }
  }

  @Test
  void answersTheFormBeforeTheStrictOneInItsForm() throws IOException {
    try (OpenScribe scribe = new OpenScribe();
        Client client = scribe.client()) {
      byte[] head = ThriftBytes.start().text("Log").i8(ScribeMessage.CALL).i32(5).bytes();
      client.send(
          ScribeCalls.framed(ThriftBytes.start().raw(head).raw(ScribeCalls.entries()).bytes()));
      assertThat(client.answer())
          .isEqualTo(
              ThriftBytes.start()
                  .text("Log")
                  .i8(ScribeMessage.REPLY)
                  .i32(5)
                  .field(ThriftReader.I32, 0)
                  .i32(ScribeAnswer.OK)
                  .stop()
                  .bytes());
    }
  }

  /** Receipts come in the wrong order; nobody has to wait for the one before before it sends. */
  @Test
  void answersKeepTheOrderOfTheirCalls() throws Exception {
    LinkedBlockingQueue<Runnable> receipts = new LinkedBlockingQueue<>();
    ScribeConfig patient = Records.with(OpenScribe.CONFIG, "answerTimeout", Duration.ofMinutes(1));
    try (OpenScribe scribe = new OpenScribe(patient);
        Client client = scribe.client()) {
      scribe.next().answering(receipts::add);
      client.send(call(1), PROBE, call(2), call(3));
      List<Runnable> held = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        held.add(receipts.poll(20, TimeUnit.SECONDS));
      }
      held.get(2).run();
      held.get(1).run();
      held.get(0).run();
      assertThat(client.answer()).isEqualTo(result(1, ScribeAnswer.OK));
      assertThat(client.answer()).asString(StandardCharsets.ISO_8859_1).contains("finagle");
      assertThat(client.answer()).isEqualTo(result(2, ScribeAnswer.OK));
      assertThat(client.answer()).isEqualTo(result(3, ScribeAnswer.OK));
    }
  }

  @Test
  void manyCallsAtOnceAreAllAnswered() throws Exception {
    try (OpenScribe scribe = new OpenScribe();
        Client client = scribe.client()) {
      ThriftBytes calls = ThriftBytes.start();
      for (int i = 1; i <= 500; i++) {
        calls.raw(call(i));
      }
      client.send(calls.bytes());
      for (int i = 1; i <= 500; i++) {
        assertThat(client.answer()).isEqualTo(result(i, ScribeAnswer.OK));
      }
      assertThat(scribe.next().spans()).hasSize(500);
    }
  }

  @Test
  void whatIsRefusedIsToBeTriedLater() throws IOException {
    try (OpenScribe scribe = new OpenScribe();
        Client client = scribe.client()) {
      scribe.next().hasRoom(() -> false);
      client.send(call(1));
      assertThat(client.answer()).isEqualTo(result(1, ScribeAnswer.TRY_LATER));
      scribe.next().hasRoom(() -> true).answers(() -> Answer.REFUSE);
      client.send(call(2));
      assertThat(client.answer()).isEqualTo(result(2, ScribeAnswer.TRY_LATER));
      scribe.next().answers(() -> Answer.REJECT);
      client.send(call(3));
      assertThat(client.answer())
          .isEqualTo(exception("Log", 3, ScribeAnswer.INTERNAL_ERROR, "told to reject"));
      scribe.next().answers(() -> Answer.ACCEPT);
      client.send(call(4));
      assertThat(client.answer()).isEqualTo(result(4, ScribeAnswer.OK));
      scribe.awaitRequests(Outcome.NO_ROOM, 1);
      scribe.awaitRequests(Outcome.UNAVAILABLE, 1);
      scribe.awaitRequests(Outcome.REJECTED, 1);
    }
  }

  /** Linkerd waits for 100 ms, and takes no answer for a loss. */
  @Test
  void nobodyWaitsForAReceiptThatDoesNotCome() throws Exception {
    assertThat(ScribeConfig.defaults().answerTimeout()).isBetween(ofMillis(50), ofMillis(90));
    LinkedBlockingQueue<Runnable> receipts = new LinkedBlockingQueue<>();
    try (OpenScribe scribe = new OpenScribe();
        Client client = scribe.client()) {
      scribe.next().answering(receipts::add);
      client.send(call(1), call(2));
      assertThat(client.answer()).isEqualTo(result(1, ScribeAnswer.TRY_LATER));
      assertThat(client.answer()).isEqualTo(result(2, ScribeAnswer.TRY_LATER));
      assertThat(scribe.process().meters().get("spanweir.receiver.answers.late").counter().count())
          .isEqualTo(2);
      for (int i = 0; i < 2; i++) {
        receipts.poll(20, TimeUnit.SECONDS).run();
      }
      scribe.awaitRequests(Outcome.ACCEPTED, 2);
      scribe.next().answering(Runnable::run);
      client.send(call(3));
      assertThat(client.answer()).isEqualTo(result(3, ScribeAnswer.OK));
    }
  }

  @Test
  void badContentIsAnExceptionAndTheConnectionStays() throws IOException {
    try (OpenScribe scribe = new OpenScribe();
        Client client = scribe.client()) {
      byte[] noArguments = ScribeCalls.call("Log", 1).i8(77).bytes();
      client.send(
          ScribeCalls.framed(noArguments),
          ScribeCalls.framed(ScribeCalls.log(2, "zipkin", "****")),
          ScribeCalls.framed(ScribeCalls.call("getName", 3).stop().bytes()),
          call(4));
      assertThat(client.answer()).asString(StandardCharsets.ISO_8859_1).contains("unknown type 77");
      assertThat(client.answer())
          .isEqualTo(
              exception(
                  "Log",
                  2,
                  ScribeAnswer.PROTOCOL_ERROR,
                  "a log entry that is no Base64 at byte 0"));
      assertThat(client.answer())
          .isEqualTo(
              exception("getName", 3, ScribeAnswer.UNKNOWN_METHOD, "no such method: getName"));
      assertThat(client.answer()).isEqualTo(result(4, ScribeAnswer.OK));
      scribe.awaitRequests(Outcome.MALFORMED, 2);
      scribe.awaitRequests(Outcome.NOT_FOUND, 1);
    }
  }

  @Test
  void whoWantsNoAnswerGetsNone() throws IOException {
    try (OpenScribe scribe = new OpenScribe();
        Client client = scribe.client()) {
      byte[] oneway =
          ThriftBytes.start()
              .i32(ScribeMessage.VERSION_1 | ScribeMessage.ONEWAY)
              .text("Log")
              .i32(9)
              .raw(ScribeCalls.entries())
              .bytes();
      client.send(ScribeCalls.framed(oneway), call(1));
      assertThat(client.answer()).isEqualTo(result(1, ScribeAnswer.OK));
      scribe.awaitRequests(Outcome.ACCEPTED, 2);
    }
  }

  @Test
  void whatIsInFlightIsAnsweredBeforeTheDoorCloses() throws Exception {
    LinkedBlockingQueue<Runnable> receipts = new LinkedBlockingQueue<>();
    ScribeConfig patient = Records.with(OpenScribe.CONFIG, "answerTimeout", Duration.ofMinutes(1));
    try (OpenScribe scribe = new OpenScribe(patient);
        Client client = scribe.client()) {
      scribe.next().answering(receipts::add);
      client.send(call(1));
      Runnable receipt = receipts.poll(20, TimeUnit.SECONDS);
      scribe.door().shutdown();
      for (var loop : scribe.stage().loops().ioGroup()) {
        loop.submit(() -> {}).sync();
      }
      client.send(call(2));
      receipt.run();
      assertThat(client.answer()).isEqualTo(result(1, ScribeAnswer.OK));
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void aSenderThatIsGoneTakesNothingWithIt() throws Exception {
    LinkedBlockingQueue<Runnable> receipts = new LinkedBlockingQueue<>();
    try (OpenScribe scribe = new OpenScribe()) {
      scribe.next().answering(receipts::add);
      try (Client client = scribe.client()) {
        client.send(call(1), Arrays.copyOf(FINAGLE, 200));
        receipts.poll(20, TimeUnit.SECONDS).run();
        assertThat(client.answer()).isEqualTo(result(1, ScribeAnswer.OK));
      }
      scribe.awaitRequests(Outcome.CANCELLED, 1);
      scribe.assertAllReleased();
    }
  }

  @Test
  void sizesAreHeldToTheLimit() throws IOException {
    ScribeConfig small = Records.with(OpenScribe.CONFIG, "maxFrameSize", new ByteSize(1_024));
    try (OpenScribe scribe = new OpenScribe(small);
        Client client = scribe.client()) {
      client.send(FINAGLE);
      assertThat(client.answer()).isEqualTo(result(FINAGLE_SEQUENCE, ScribeAnswer.OK));
      client.send(REPORTER);
      assertThat(client.answer())
          .asString(StandardCharsets.ISO_8859_1)
          .contains("of 1 to 1024 that it may have");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void isADoorOfTheReceiverIfItIsNamed() throws IOException {
    try (OpenZipkin zipkin = new OpenZipkin()) {
      assertThat(zipkin.scribePort()).isEqualTo(-1);
    }
    try (OpenZipkin zipkin = new OpenZipkin("scribe", OpenScribe.CONFIG, "parseStringTags", true);
        Client client = new Client(zipkin.scribePort())) {
      client.send(FINAGLE);
      assertThat(client.answer()).isEqualTo(result(FINAGLE_SEQUENCE, ScribeAnswer.OK));
      assertThat(zipkin.next().spans()).isNotEmpty();
    }
  }
}
