package io.spanweir.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.door.CorsConfig;
import io.spanweir.core.door.Outcome;
import io.spanweir.receiver.otlp.HttpClient.Answer;
import io.spanweir.testkit.Bodies;
import io.spanweir.testkit.Records;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers are told. */
class CrossOriginTest {
  private static final String ORIGIN = "access-control-allow-origin";
  private static final CorsConfig SHOP =
      new CorsConfig(
          List.of("https://*.shop.example", "http://localhost:8080"),
          List.of("X-Tenant"),
          List.of("X-Trace"),
          600);

  private static OpenReceiver open(CorsConfig cors, Map<String, String> headers) {
    return new OpenReceiver(
        Configs.of(null, Records.with(Configs.http(0), "cors", cors, "responseHeaders", headers)));
  }

  private static Answer preflight(HttpClient client, String origin, String method, String headers)
      throws Exception {
    client.write(
        "OPTIONS /v1/traces HTTP/1.1\r\nOrigin: "
            + origin
            + "\r\nAccess-Control-Request-Method: "
            + method
            + (headers.isEmpty() ? "" : "\r\nAccess-Control-Request-Headers: " + headers)
            + "\r\n\r\n");
    return client.read();
  }

  private static Answer post(HttpClient client, String origin) throws Exception {
    return client.post(
        "Content-Type: application/x-protobuf\r\nOrigin: " + origin + "\r\n",
        Bodies.request().body());
  }

  @Test
  void aPageThatIsAllowedMaySend() throws Exception {
    try (OpenReceiver open = open(SHOP, Map.of());
        HttpClient client = open.http()) {
      String page = "https://eu.Shop.example";
      Answer asked = preflight(client, page, "POST", "content-type, x-tenant");
      assertThat(asked.code()).isEqualTo(204);
      assertThat(asked.headers())
          .containsEntry(ORIGIN, page)
          .containsEntry("access-control-allow-credentials", "true")
          .containsEntry("access-control-allow-methods", "POST")
          .containsEntry("access-control-allow-headers", "content-type, x-tenant")
          .containsEntry("access-control-max-age", "600")
          .containsKey("vary")
          .doesNotContainKey("content-length");
      Answer answer = post(client, page);
      assertThat(answer.code()).isEqualTo(200);
      assertThat(answer.headers())
          .containsEntry(ORIGIN, page)
          .containsEntry("access-control-expose-headers", "X-Trace")
          .containsEntry("vary", "Origin");
      assertThat(client.post("Origin: " + page + "\r\n", new byte[1]).headers())
          .containsEntry(ORIGIN, page);
      assertThat(open.requests("http", Outcome.PREFLIGHT)).isOne();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://shop.example, POST, ''",
    "https://eu.shop.example.evil.example, POST, ''",
    "http://eu.shop.example, POST, ''",
    "null, POST, ''",
    "https://eu.shop.example, DELETE, ''",
    "https://eu.shop.example, POST, x-other",
  })
  void anyOtherPageMayNot(String origin, String method, String headers) throws Exception {
    try (OpenReceiver open = open(SHOP, Map.of());
        HttpClient client = open.http()) {
      Answer asked = preflight(client, origin, method, headers);
      assertThat(asked.code()).isEqualTo(204);
      assertThat(asked.headers()).doesNotContainKey(ORIGIN);
      assertThat(post(client, "https://other.example").headers()).doesNotContainKey(ORIGIN);
    }
  }

  @Test
  void everyPageMaySendWithoutCredentials() throws Exception {
    CorsConfig all = new CorsConfig(List.of("*"), List.of("*"), List.of(), 0);
    try (OpenReceiver open = open(all, Map.of());
        HttpClient client = open.http()) {
      Answer asked = preflight(client, "https://a.example", "POST", "x-anything");
      assertThat(asked.headers())
          .containsEntry(ORIGIN, "*")
          .doesNotContainKey("access-control-allow-credentials");
      assertThat(post(client, "https://a.example").headers()).containsEntry(ORIGIN, "*");
    }
  }

  @Test
  void nobodyIsToldAnythingWithoutIt() throws Exception {
    try (OpenReceiver open = open(CorsConfig.OFF, Map.of("X-Frame-Options", "DENY"));
        HttpClient client = open.http()) {
      Answer asked = preflight(client, "https://a.example", "POST", "");
      assertThat(asked.code()).isEqualTo(405);
      Answer answer = post(client, "https://a.example");
      assertThat(answer.headers())
          .doesNotContainKey(ORIGIN)
          .containsEntry("x-frame-options", "DENY");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:", "Content-Length", "x\r\ny"})
  void refusesHeadersThatAreNone(String name) {
    assertThatThrownBy(() -> open(CorsConfig.OFF, Map.of(name, "x")))
        .isInstanceOf(InvalidConfigException.class);
    assertThatThrownBy(() -> open(CorsConfig.OFF, Map.of("X-Name", "a\r\nSet-Cookie: b")))
        .isInstanceOf(InvalidConfigException.class);
  }

  @Test
  void refusesOriginsItCannotMatch() {
    assertThatThrownBy(() -> new CorsConfig(List.of("https://*.a.*"), List.of(), List.of(), 0))
        .isInstanceOf(InvalidConfigException.class);
    assertThatThrownBy(() -> new CorsConfig(List.of(), List.of("a\r\n"), List.of(), 0))
        .isInstanceOf(InvalidConfigException.class);
  }
}
