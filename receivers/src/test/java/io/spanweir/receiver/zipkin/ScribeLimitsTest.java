package io.spanweir.receiver.zipkin;

import static io.spanweir.receiver.zipkin.ScribeDoorTest.FINAGLE;
import static io.spanweir.receiver.zipkin.ScribeDoorTest.PROBE;
import static io.spanweir.receiver.zipkin.ScribeDoorTest.REPORTER;
import static io.spanweir.receiver.zipkin.ScribeDoorTest.call;
import static io.spanweir.receiver.zipkin.ScribeDoorTest.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.door.Outcome;
import io.spanweir.receiver.thrift.ThriftBytes;
import io.spanweir.receiver.zipkin.OpenScribe.Client;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Scribe for those who mean no good, or are slow. */
final class ScribeLimitsTest {
  @Test
  void lengthsOfGibibytesAreToldSoAndCostNothing() throws IOException {
    try (OpenScribe scribe = new OpenScribe()) {
      int[] lengths = {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 0, (1 << 20) + 1};
      for (int length : lengths) {
        try (Client client = scribe.client()) {
          client.send(ThriftBytes.start().i32(length).bytes());
          assertThat(new String(client.answer(), StandardCharsets.ISO_8859_1))
              .contains(
                  "a frame of %s bytes, of 1 to 1048576 that it may have"
                      .formatted(Integer.toUnsignedString(length)));
          assertThat(client.isClosed()).isTrue();
        }
      }
      scribe.awaitRequests(Outcome.TOO_LARGE, lengths.length);
      assertThat(scribe.process().pools().chunks().leasedBytes()).isZero();
    }
  }

  /** An announced mebibyte leases no more than it brings, by a factor. */
  @Test
  void memoryIsLeasedAsBytesComeAndNotAsTheyAreAnnounced() throws IOException {
    try (OpenScribe scribe = new OpenScribe();
        Client client = scribe.client()) {
      client.send(ThriftBytes.start().i32(1 << 20).i64(1).bytes());
      scribe.stage().await("some is leased", () -> leased(scribe) > 0);
      assertThat(leased(scribe)).isLessThanOrEqualTo(128 << 10);
    }
  }

  private static long leased(OpenScribe scribe) {
    return scribe.process().pools().chunks().leasedBytes();
  }

  @Test
  void aCallForWhichThereIsNoMemoryIsToBeTriedLater() throws IOException {
    try (OpenScribe scribe = new OpenScribe(OpenScribe.CONFIG, 64 << 10);
        Client client = scribe.client()) {
      byte[] span = new byte[300 << 10];
      Arrays.fill(span, (byte) 'A');
      String message = new String(span, StandardCharsets.US_ASCII);
      client.send(ScribeCalls.framed(ScribeCalls.log(7, "zipkin", message)), PROBE);
      assertThat(client.answer()).isEqualTo(result(7, ScribeAnswer.TRY_LATER));
      assertThat(client.answer()).asString(StandardCharsets.ISO_8859_1).contains("finagle");
      scribe.awaitRequests(Outcome.NO_ROOM, 1);
    }
  }

  @Test
  void whatIsNoThriftEndsTheConnection() throws IOException {
    try (OpenScribe scribe = new OpenScribe()) {
      try (Client client = scribe.client()) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(client.answer(), StandardCharsets.ISO_8859_1))
            .contains("a frame of 1195725856 bytes");
        assertThat(client.isClosed()).isTrue();
      }
      try (Client client = scribe.client()) {
        client.send(call(1), ScribeCalls.framed("hello".getBytes(StandardCharsets.US_ASCII)));
        assertThat(client.answer()).isEqualTo(result(1, ScribeAnswer.OK));
        assertThat(client.isClosed()).isTrue();
      }
      scribe.awaitRequests(Outcome.MALFORMED, 1);
      scribe.awaitRequests(Outcome.TOO_LARGE, 1);
    }
  }

  @Test
  void anyBytesHurtNobodyElse() throws IOException {
    try (OpenScribe scribe = new OpenScribe();
        Client other = scribe.client()) {
      Seed.each(
          60,
          seed -> {
            Random random = new Random(seed);
            byte[] bytes = random.nextBoolean() ? REPORTER.clone() : FINAGLE.clone();
            for (int i = random.nextInt(20); i >= 0; i--) {
              bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt();
            }
            try (Client client = scribe.client()) {
              client.send(Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
            }
          });
      other.send(call(1));
      assertThat(other.answer()).isEqualTo(result(1, ScribeAnswer.OK));
    }
  }

  @Test
  void slowSendersAndSilentOnesLoseTheirConnection() throws IOException {
    ScribeConfig hasty =
        Records.with(
            OpenScribe.CONFIG,
            "readTimeout",
            Duration.ofMillis(100),
            "idleTimeout",
            Duration.ofMillis(300));
    try (OpenScribe scribe = new OpenScribe(hasty);
        Client slow = scribe.client();
        Client silent = scribe.client()) {
      slow.send(Arrays.copyOf(FINAGLE, 100));
      assertThat(slow.isClosed()).isTrue();
      scribe.awaitRequests(Outcome.TIMEOUT, 1);
      assertThat(silent.isClosed()).isTrue();
    }
  }

  @Test
  void thereAreNoMoreConnectionsThanAllowed() throws IOException {
    ScribeConfig few = Records.with(OpenScribe.CONFIG, "maxConnections", 2);
    try (OpenScribe scribe = new OpenScribe(few);
        Client first = scribe.client();
        Client second = scribe.client()) {
      first.send(call(1));
      second.send(call(2));
      assertThat(first.answer()).isEqualTo(result(1, ScribeAnswer.OK));
      assertThat(second.answer()).isEqualTo(result(2, ScribeAnswer.OK));
      try (Client third = scribe.client()) {
        assertThat(third.isClosed()).isTrue();
      }
      first.send(call(3));
      assertThat(first.answer()).isEqualTo(result(3, ScribeAnswer.OK));
    }
  }
}
