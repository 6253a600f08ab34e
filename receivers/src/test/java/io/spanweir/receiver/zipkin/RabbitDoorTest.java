package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Secret;
import io.spanweir.core.door.Outcome;
import io.spanweir.testkit.CapturingConsumer.Answer;
import io.spanweir.testkit.Ports;
import io.spanweir.testkit.Records;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zipkin2.reporter.BytesEncoder;
import zipkin2.reporter.Encoding;
import zipkin2.reporter.SpanBytesEncoder;
import zipkin2.reporter.amqp.RabbitMQSender;

/** Messages through a real broker, from Zipkin's own sender and by hand. */
@Timeout(60)
class RabbitDoorTest {
  private static final String SPAN =
      "[{\"traceId\":\"86154a4ba6e91385\",\"id\":\"4d1e00c0db9010db\",\"name\":\"get\","
          + "\"timestamp\":1472470996199000,\"duration\":207000,"
          + "\"localEndpoint\":{\"serviceName\":\"frontend\"}}]";

  private static final long SECOND = 0x4d1e00c0db9010dcL;

  private static AmqpBroker broker;
  private static Connection connection;
  private static int queues;

  private final String queue = "zipkin-" + queues++;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    broker = new AmqpBroker(folder);
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(broker.port());
    connection = factory.newConnection();
  }

  @AfterAll
  static void stop() throws Exception {
    connection.close();
    broker.close();
  }

  private void publish(byte[]... bodies) throws Exception {
    try (Channel channel = connection.createChannel()) {
      for (byte[] body : bodies) {
        channel.basicPublish("", queue, null, body);
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A queue that is durable, as the door makes one. */
  private void declare() throws Exception {
    try (Channel channel = connection.createChannel()) {
      channel.queueDeclare(queue, true, false, false, null);
    }
  }

  /** Waits until the door has made its queue: what is sent before is lost. */
  private void awaitQueue(OpenRabbit open) {
    open.stage().await("the queue is there", this::isQueueThere);
  }

  private boolean isQueueThere() {
    try {
      connection.createChannel().queueDeclarePassive(queue);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** A broker gets to acknowledgements a moment after a connection has ended. */
  private void awaitWaiting(long messages) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (waiting() != messages && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    assertThat(waiting()).isEqualTo(messages);
  }

  private long waiting() throws Exception {
    try (Channel channel = connection.createChannel()) {
      return channel.messageCount(queue);
    }
  }

  private void send(Encoding encoding) throws IOException {
    zipkin2.Span span =
        zipkin2.Span.newBuilder()
            .traceId("86154a4ba6e91385")
            .id("4d1e00c0db9010db")
            .name("get")
            .timestamp(1472470996199000L)
            .duration(207000L)
            .localEndpoint(zipkin2.Endpoint.newBuilder().serviceName("frontend").build())
            .build();
    BytesEncoder<zipkin2.Span> encoder = SpanBytesEncoder.forEncoding(encoding);
    try (RabbitMQSender sender =
        RabbitMQSender.newBuilder()
            .addresses("127.0.0.1:" + broker.port())
            .queue(queue)
            .encoding(encoding)
            .build()) {
      sender.send(List.of(encoder.encode(span), encoder.encode(span)));
    }
  }

  @Test
  void everyEncodingOfTheRealSenderIsTaken() throws Exception {
    try (OpenRabbit open = new OpenRabbit(broker.port(), queue)) {
      awaitQueue(open);
      int spans = 0;
      for (Encoding encoding : Encoding.values()) {
        send(encoding);
        spans += 2;
        open.awaitSpans(spans);
      }
      open.awaitOutcomes(Outcome.ACCEPTED, Encoding.values().length);
    }
    assertThat(waiting()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zipkin-reporter-3.5.3-v1-json.json",
        "py_zipkin-0.15.0-v1-thrift-128bit-error.thrift",
        "brave-6.3.1-proto3-part1.pb"
      })
  void capturesAreTaken(String capture) throws Exception {
    declare();
    publish(Files.readAllBytes(Path.of("src/test/resources/wire-captures", capture)));
    try (OpenRabbit open = new OpenRabbit(broker.port(), queue)) {
      open.awaitSpans(1);
    }
    assertThat(waiting()).isZero();
  }

  @Test
  void whatIsNoGoodIsThrownAwayAndCounted() throws Exception {
    declare();
    publish(
        utf8("nonsense"),
        utf8("[{"),
        new byte[OpenRabbit.BODY_BYTES_MAX + 1],
        new byte[0],
        utf8("[1,2]"),
        utf8(SPAN));
    try (OpenRabbit open = new OpenRabbit(broker.port(), queue)) {
      open.awaitSpans(1);
      open.awaitOutcomes(Outcome.MALFORMED, 2);
      open.awaitOutcomes(Outcome.TOO_LARGE, 1);
      open.awaitOutcomes(Outcome.ACCEPTED, 3);
      open.assertRejected(2);
    }
    assertThat(waiting()).isZero();
  }

  @Test
  void whatIsRefusedComesAgainAndWhatIsRejectedDoesNot() throws Exception {
    declare();
    publish(utf8(SPAN));
    try (OpenRabbit open = new OpenRabbit(broker.port(), queue)) {
      AtomicInteger asked = new AtomicInteger();
      open.next()
          .answers(
              () ->
                  switch (asked.getAndIncrement()) {
                    case 0 -> Answer.REFUSE;
                    case 1 -> Answer.ACCEPT;
                    default -> Answer.REJECT;
                  });
      open.awaitSpans(1);
      assertThat(asked.get()).isEqualTo(2);
      publish(utf8(SPAN));
      open.awaitOutcomes(Outcome.REJECTED, 1);
    }
    assertThat(waiting()).isZero();
  }

  @Test
  void noMoreIsReadThanThereIsRoomFor() throws Exception {
    declare();
    for (int i = 0; i < 10; i++) {
      publish(utf8(SPAN), utf8(SPAN), utf8(SPAN), utf8(SPAN));
    }
    Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    try (OpenRabbit open = new OpenRabbit(broker.port(), queue)) {
      open.next().answering(held::add);
      open.stage().await("messages are read", () -> held.size() >= 16);
      open.stage().pass(100_000_000L);
      assertThat(held).hasSize(16);
      open.door().shutdown();
      open.stage().pass(50_000_000L);
      assertThat(open.door().isShutDown()).as("shut with answers open").isFalse();
      open.next().answering(Runnable::run);
      held.forEach(Runnable::run);
    }
    awaitWaiting(24);
  }

  @Test
  void aBrokerThatIsDownIsTriedAgain() throws Exception {
    int port = Ports.free();
    try (OpenRabbit open = new OpenRabbit(port, queue, "concurrency", 2)) {
      open.stage().pass(400_000_000L);
      try (Cable cable = new Cable(port, broker.port())) {
        declare();
        publish(utf8(SPAN));
        open.awaitSpans(1);
        cable.cut();
        // The first may come once more, if the cut was faster than the word that it was taken.
        publish(utf8(SPAN.replace("4d1e00c0db9010db", "4d1e00c0db9010dc")));
        open.stage()
            .await(
                "the second is there",
                () -> open.next().spans().stream().anyMatch(s -> s.spanId() == SECOND));
      }
    }
  }

  @Test
  void aQueueOfAnotherKindIsUsedAsItIs() throws Exception {
    try (Channel channel = connection.createChannel()) {
      channel.queueDeclare(queue, false, false, false, null);
    }
    publish(utf8(SPAN));
    try (OpenRabbit open = new OpenRabbit(broker.port(), queue)) {
      open.awaitSpans(1);
    }
  }

  @Test
  void endsWhereverItCantGetIn() throws Exception {
    try (OpenRabbit open = new OpenRabbit(broker.port(), queue, "password", new Secret("wrong"))) {
      open.stage().pass(300_000_000L);
    }
    try (OpenRabbit open = new OpenRabbit(Ports.free(), queue)) {
      open.door().shutdown();
      assertThat(open.door().port()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":5672", "rabbit:x", "rabbit:70000"})
  void addressesAreOnesThatCanBe(String address) {
    assertThatThrownBy(() -> Records.with(RabbitConfig.defaults(), "addresses", List.of(address)))
        .hasStackTraceContaining("addresses");
    assertThatThrownBy(() -> Records.with(RabbitConfig.defaults(), "concurrency", 0))
        .hasStackTraceContaining(InvalidConfigException.class.getSimpleName());
  }
}
