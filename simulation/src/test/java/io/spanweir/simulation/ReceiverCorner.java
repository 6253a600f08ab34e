package io.spanweir.simulation;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Receiver;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.telemetry.Term;
import io.spanweir.receiver.otlp.HttpConfig;
import io.spanweir.receiver.otlp.OtlpReceiverConfig;
import io.spanweir.receiver.otlp.OtlpReceiverFactory;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.Ports;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import io.spanweir.testkit.TestSpan.Flaw;
import io.spanweir.testkit.TraceGen;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/**
 * The book of a real door, over a real socket: what a sender was told is what is counted. Here
 * because the simulation's own door stands in for it there.
 */
final class ReceiverCorner {
  private static final String ACCOUNT = "receiver:otlp";

  private ReceiverCorner() {}

  /** The seed makes the spans. */
  static void run(long seed) throws IOException, InterruptedException {
    try (Stage stage = Stage.real()) {
      TestProcess process = new TestProcess(stage.loops());
      CapturingConsumer next = new CapturingConsumer(process.ledger(), "exporter:next");
      process.ledger().connect(ACCOUNT, List.of("exporter:next"));
      int port = Ports.free();
      Receiver receiver =
          new OtlpReceiverFactory()
              .create(
                  process.settings("otlp", ACCOUNT),
                  config("127.0.0.1:" + port),
                  Outputs.traces(next));
      receiver.start();
      try {
        send(new TraceGen(seed), next, port, process);
      } finally {
        receiver.shutdown(stage.loops().clock().nanoTime() + 5_000_000_000L);
        stage.await("the receiver is shut down", receiver::isShutDown);
      }
    }
  }

  private static void send(TraceGen traces, CapturingConsumer next, int port, TestProcess process)
      throws IOException, InterruptedException {
    List<TestSpan> spans = new ArrayList<>(traces.trace(5));
    spans.add(traces.trace(1).get(0).withFlaw(Flaw.TRACE_ID_ZERO));
    assertThat(post(port, TestRequest.of(spans))).isEqualTo(200);
    next.hasRoom(() -> false);
    assertThat(post(port, TestRequest.of(traces.trace(4)))).isEqualTo(503);
    assertLedger(process.ledger())
        .balances()
        .nothingOpen()
        .spans(ACCOUNT, Term.RECEIVED, 10)
        .spans(ACCOUNT, Term.KEPT, 5)
        .spans(ACCOUNT, Term.REJECTED, 1)
        .spans(ACCOUNT, Term.REFUSED, 4);
  }

  private static int post(int port, TestRequest request) throws IOException, InterruptedException {
    URI door = URI.create("http://127.0.0.1:" + port + "/v1/traces");
    HttpRequest post =
        HttpRequest.newBuilder(door)
            .header("Content-Type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(request.body()))
            .build();
    return HttpClient.newHttpClient().send(post, BodyHandlers.discarding()).statusCode();
  }

  private static OtlpReceiverConfig config(String endpoint) {
    HttpConfig http = Records.with(HttpConfig.defaults(), "endpoint", endpoint);
    return new OtlpReceiverConfig(new OtlpReceiverConfig.Protocols(null, http), 1000);
  }
}
