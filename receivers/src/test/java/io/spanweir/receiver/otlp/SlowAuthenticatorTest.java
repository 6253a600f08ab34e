package io.spanweir.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Extension;
import io.spanweir.core.component.ExtensionRef;
import io.spanweir.core.component.RunningExtensions;
import io.spanweir.core.component.ServerAuthenticator;
import io.spanweir.core.component.Verdict;
import io.spanweir.core.door.Outcome;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TraceGen;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An authenticator that thinks holds up nobody but who asks, and is waited for. */
class SlowAuthenticatorTest {
  private static final AuthConfig AUTH = new AuthConfig(ExtensionRef.parse("slow"));

  private final byte[] body = TestRequest.of(new TraceGen(1).trace(3)).body();
  private final Slow slow = new Slow(new LinkedBlockingQueue<>());
  private final OpenReceiver open =
      new OpenReceiver(
          Configs.of(
              Records.with(Configs.grpc(0), "auth", AUTH),
              Records.with(Configs.http(0), "auth", AUTH)),
          64L << 20,
          new RunningExtensions(Map.of(ComponentId.parse("slow"), slow)));

  /** Says nothing by itself. */
  private record Slow(BlockingQueue<Verdict> asked) implements Extension, ServerAuthenticator {
    @Override
    public @Nullable String refusal(Headers headers) {
      throw new AssertionError("the door can wait");
    }

    @Override
    public Verdict verdict(Headers headers) {
      Verdict verdict = new Verdict();
      asked.add(verdict);
      return verdict;
    }

    @Override
    public void start() {}

    @Override
    public void shutdown(long deadlineNanos) {}

    @Override
    public boolean isShutDown() {
      return true;
    }

    Verdict next() throws InterruptedException {
      return Objects.requireNonNull(asked.poll(20, TimeUnit.SECONDS));
    }
  }

  private HttpClient asked(HttpClient client) throws Exception {
    return client
        .write(
            HttpClient.head(
                "POST", "/v1/traces", "Content-Type: application/x-protobuf\r\n", body.length))
        .write(body);
  }

  @Test
  void overHttpTheAnswerWaits() throws Exception {
    try (open;
        HttpClient first = open.http();
        HttpClient second = open.http()) {
      asked(asked(first));
      Verdict open1 = slow.next();
      asked(second);
      slow.next().settle(null);
      assertThat(second.read().code()).isEqualTo(200);
      open1.settle("no");
      assertThat(first.read().code()).isEqualTo(401);
      slow.next().settle(null);
      assertThat(first.read().code()).as("the next on the same connection").isEqualTo(200);
      assertThat(open.next().spans()).hasSize(6);
    }
  }

  /** The head was taken before anybody knew, and the body is whole after. */
  @Test
  void aRefusalBetweenHeadAndBodyHolds() throws Exception {
    try (open;
        HttpClient client = open.http()) {
      client.write(
          HttpClient.head(
              "POST", "/v1/traces", "Content-Type: application/x-protobuf\r\n", body.length));
      slow.next().settle("no");
      client.write(body);
      assertThat(client.read().code()).isEqualTo(401);
      assertThat(open.next().spans()).isEmpty();
    }
  }

  @Test
  void whoLeavesMeanwhileLeavesNothingBehind() throws Exception {
    try (open) {
      Verdict verdict;
      try (HttpClient client = open.http()) {
        asked(client);
        verdict = slow.next();
      }
      verdict.settle("no");
      open.awaitRequests("http", Outcome.UNAUTHENTICATED, 1);
      assertThat(open.next().spans()).isEmpty();
    }
  }

  @Test
  void overGrpcTheMessageWaits() throws Exception {
    try (open;
        GrpcClient client = open.grpc()) {
      for (String refusal : new String[] {"", "no"}) {
        CompletableFuture<GrpcClient.Answer> answer =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return client.send(body);
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
        Verdict verdict = slow.next();
        assertThat(answer.isDone()).isFalse();
        verdict.settle(refusal.isEmpty() ? null : refusal);
        assertThat(answer.get(20, TimeUnit.SECONDS).code())
            .isEqualTo(refusal.isEmpty() ? Status.Code.OK : Status.Code.UNAUTHENTICATED);
      }
      assertThat(open.next().spans()).hasSize(3);
    }
  }
}
