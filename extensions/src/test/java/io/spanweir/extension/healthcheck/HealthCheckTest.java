package io.spanweir.extension.healthcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.StartException;
import io.spanweir.extension.healthcheck.HealthCheckConfig.ResponseBody;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a probe is told, over real connections, through the life of a process. */
class HealthCheckTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Stage stage = Stage.simulated(1);
  private final TestProcess process = new TestProcess(stage.loops());
  private @Nullable HealthCheck check;

  @AfterEach
  void close() {
    if (check != null) {
      check.shutdown(0);
    }
    stage.close();
  }

  private HealthCheck start(String path, @Nullable ResponseBody body) throws Exception {
    HealthCheckConfig config = new HealthCheckConfig("127.0.0.1:0", path, body);
    HealthCheck made =
        (HealthCheck) new HealthCheckFactory().create(process.settings("health_check"), config);
    made.start();
    check = made;
    return made;
  }

  private static HttpResponse<String> ask(HealthCheck check, String method, String path)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + check.port() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String get(HealthCheck check, String path) throws Exception {
    HttpResponse<String> answer = ask(check, "GET", path);
    return answer.statusCode() + " " + answer.body();
  }

  @Test
  void isUpBetweenReadyAndStopping() throws Exception {
    HealthCheck health = start("/", null);
    String down =
        "503 {\"status\":\"Server not available\",\"upSince\":\"0001-01-01T00:00:00Z\","
            + "\"uptime\":\"\"}";
    assertThat(get(health, "/")).isEqualTo(down);
    health.onReady();
    assertThat(get(health, "/any/where"))
        .matches(
            "200 \\{\"status\":\"Server available\",\"upSince\":\"[-0-9]+T[:.0-9]+Z\","
                + "\"uptime\":\"[.0-9]+s\"}");
    HttpResponse<String> head = ask(health, "HEAD", "/");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(head.body()).isEmpty();
    health.onStopping();
    assertThat(get(health, "/")).isEqualTo(down);
    assertThat(health.isShutDown()).isFalse();
    health.shutdown(0);
    assertThat(health.isShutDown()).isTrue();
    health.shutdown(0);
  }

  @Test
  void saysTheConfiguredTextsAtTheConfiguredPath() throws Exception {
    HealthCheck health = start("/health", new ResponseBody("fine", ""));
    assertThat(get(health, "/health")).isEqualTo("503 ");
    health.onReady();
    assertThat(get(health, "/health")).isEqualTo("200 fine");
    assertThat(get(health, "/")).startsWith("404 ");
    assertThat(get(health, "/health/more")).startsWith("404 ");
  }

  @Test
  void answersAfterGarbageAndSilence() throws Exception {
    HealthCheck health = start("/", null);
    health.onReady();
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), health.port());
        Socket garbage = new Socket(InetAddress.getLoopbackAddress(), health.port())) {
      garbage
          .getOutputStream()
          .write("\u0000\u0001 nothing\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      garbage.getOutputStream().flush();
      assertThat(silent.isConnected()).isTrue();
      assertThat(get(health, "/")).startsWith("200 ");
    }
  }

  @Test
  void aPortInUseIsSaidWithItsKey() throws Exception {
    HealthCheck health = start("/", null);
    HealthCheckConfig same = new HealthCheckConfig("127.0.0.1:" + health.port(), "/", null);
    HealthCheck second =
        (HealthCheck) new HealthCheckFactory().create(process.settings("health_check/2"), same);
    assertThatThrownBy(second::start)
        .isInstanceOfSatisfying(
            StartException.class,
            e -> {
              assertThat(e.path()).isEqualTo("extensions::health_check/2::endpoint");
              assertThat(e.problem()).isEqualTo("127.0.0.1:" + health.port() + " is in use");
            });
    assertThat(second.isShutDown()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:x", "localhost:70000", "", ":"})
  void anEndpointIsHostAndPort(String endpoint) {
    assertThatThrownBy(() -> new HealthCheckConfig(endpoint, "/", null))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("is no address");
  }

  @Test
  void aPathStartsWithASlash() {
    assertThatThrownBy(() -> new HealthCheckConfig("localhost:1", "health", null))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("does not start with /");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:13133, localhost",
    "'[::1]:13133', ::1",
    ":13133, 0.0.0.0",
    "0.0.0.0:13133, 0.0.0.0"
  })
  void hostsInEveryForm(String endpoint, String host) {
    HealthCheckConfig config = new HealthCheckConfig(endpoint, "/", null);
    assertThat(config.host()).isEqualTo(host);
    assertThat(config.port()).isEqualTo(13_133);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "500000000, 0.5s",
    "60000000000, 1m0s",
    "3600000000000, 1h0m0s",
    "93780500000001, 26h3m0.500000001s"
  })
  void durationsAsGoPrintsThem(long nanos, String text) {
    assertThat(Health.goDuration(nanos)).isEqualTo(text);
  }
}
