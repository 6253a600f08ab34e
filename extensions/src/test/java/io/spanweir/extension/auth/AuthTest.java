package io.spanweir.extension.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.ClientAuthenticator;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Extension;
import io.spanweir.core.component.ExtensionRef;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.RunningExtensions;
import io.spanweir.core.component.Secret;
import io.spanweir.core.component.ServerAuthenticator;
import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.core.component.Verdict;
import io.spanweir.core.data.ClientInfo;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and what is sent; what changes when a file does. */
class AuthTest {
  private static final long LOOK_NANOS = 5_100_000_000L;

  @TempDir Path folder;
  private final Stage stage = Stage.simulated(1);
  private final TestProcess process = new TestProcess(stage.loops());

  @AfterEach
  void close() {
    stage.close();
  }

  private Settings settings(String id) {
    return process.settings(id);
  }

  private static String refusal(Object authenticator, String header, String value) {
    Map<String, String> headers = Map.of(header, value);
    String refusal = ((ServerAuthenticator) authenticator).refusal(headers::get);
    return refusal == null ? "" : refusal;
  }

  private static BearerTokenConfig bearer(String token, List<String> tokens, String file) {
    return new BearerTokenConfig(
        "Authorization",
        "Bearer",
        new Secret(token),
        tokens.stream().map(Secret::new).toList(),
        file);
  }

  @Test
  void aTokenLetsIn() {
    Object one = new BearerTokenFactory().create(settings("a"), bearer("good", List.of(), ""));
    assertThat(refusal(one, "authorization", "Bearer good")).isEmpty();
    assertThat(refusal(one, "authorization", "Bearer goo")).contains("is not known");
    assertThat(refusal(one, "authorization", "good")).contains("is not known");
    assertThat(refusal(one, "x", "Bearer good")).contains("authorization is missing");
    assertThat(((ServerAuthenticator) one).challenge()).isEqualTo("Bearer");
    Object two = new BearerTokenFactory().create(settings("b"), bearer("", List.of("x", "y"), ""));
    assertThat(refusal(two, "authorization", "Bearer y")).isEmpty();
    assertThat(((ClientAuthenticator) two).headers())
        .containsExactly(Map.entry("authorization", new Secret("Bearer x")));
  }

  @Test
  void noTokenOrTwoKindsAreMistakes() {
    assertThatThrownBy(
            () -> new BearerTokenFactory().create(settings("a"), BearerTokenConfig.DEFAULT))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage("token: is missing");
    assertThatThrownBy(() -> bearer("a", List.of("b"), ""))
        .isInstanceOf(InvalidConfigException.class);
    assertThatThrownBy(() -> bearer("line\nbreak", List.of(), ""))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageNotContaining("break");
  }

  @Test
  void tokensOfAFileFollowTheFile() throws Exception {
    Path file = Files.writeString(folder.resolve("tokens"), "one\n\n two \n");
    BearerToken token = BearerToken.create(settings("a"), bearer("", List.of(), file.toString()));
    token.start();
    assertThat(refusal(token, "authorization", "Bearer two")).isEmpty();
    Files.writeString(file, "three\n");
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(5)));
    stage.pass(LOOK_NANOS);
    assertThat(refusal(token, "authorization", "Bearer two")).isNotEmpty();
    assertThat(refusal(token, "authorization", "Bearer three")).isEmpty();
    Files.delete(file);
    stage.pass(LOOK_NANOS);
    assertThat(refusal(token, "authorization", "Bearer three")).isEmpty();
    assertThat(process.errors().count("a", "extensions::a::filename")).isPositive();
    token.shutdown(0);
    assertThatThrownBy(
            () -> BearerToken.create(settings("b"), bearer("", List.of(), file.toString())).start())
        .isInstanceOf(StartException.class)
        .hasMessageContaining("can't be read");
  }

  private BasicAuthServer basic(String htpasswd) {
    return BasicAuthServer.create(
        settings("basic"), new BasicAuthConfig.Htpasswd("", new Secret(htpasswd)));
  }

  private static String basicHeader(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** Hashes of the password "secret", made by OpenSSL and by libxcrypt. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann:secret",
        "ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
        "ann:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/",
        "ann:$2b$05$qja6oixCqVSAxO.RgU7Fj.guxPIE0gErX95sfu5IAh1f3VJ9k5SiS"
      })
  void everyKindOfHashIsUnderstood(String line) {
    BasicAuthServer server = basic("# people\n" + line + "\nbob:other");
    assertThat(refusal(server, "authorization", basicHeader("ann:secret"))).isEmpty();
    assertThat(refusal(server, "authorization", basicHeader("ann:secret"))).isEmpty();
    assertThat(refusal(server, "authorization", basicHeader("ann:Secret"))).contains("wrong");
    assertThat(refusal(server, "authorization", basicHeader("eve:secret"))).contains("wrong");
    assertThat(refusal(server, "authorization", basicHeader("bob:other"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic", "Basic ", "Basic !!!", "Basic YQ==", "Bearer x", ""})
  void headersThatHoldNothingAreRefused(String header) {
    assertThat(refusal(basic("ann:secret"), "authorization", header)).contains("no name");
  }

  /** Nobody waits for bcrypt but who brought the password, and it is asked once. */
  @Test
  void slowHashesAreLookedAtElsewhere() {
    BasicAuthServer server =
        basic("ann:$2b$05$qja6oixCqVSAxO.RgU7Fj.guxPIE0gErX95sfu5IAh1f3VJ9k5SiS\nbob:x");
    Verdict good = verdict(server, "ann:secret");
    Verdict bad = verdict(server, "ann:wrong");
    assertThat(good.isSettled()).isFalse();
    assertThat(verdict(server, "ann:secret")).isSameAs(good);
    assertThat(verdict(server, "bob:x").refusal()).isNull();
    assertThat(verdict(server, "eve:x").refusal()).contains("wrong");
    List<String> told = new ArrayList<>();
    good.whenSettled(() -> told.add("good"));
    bad.whenSettled(() -> told.add("bad"));
    stage.pass(1_000_000L);
    assertThat(told).containsExactlyInAnyOrder("good", "bad");
    assertThat(good.refusal()).isNull();
    assertThat(bad.refusal()).contains("wrong");
    assertThat(verdict(server, "ann:secret")).isSameAs(Verdict.ADMITTED);
  }

  private static Verdict verdict(BasicAuthServer server, String pair) {
    Map<String, String> headers = Map.of("authorization", basicHeader(pair));
    return server.verdict(headers::get);
  }

  @Test
  void guessingAtSlowHashesIsBounded() {
    BasicAuthServer server =
        basic("ann:$2b$05$qja6oixCqVSAxO.RgU7Fj.guxPIE0gErX95sfu5IAh1f3VJ9k5SiS");
    for (int i = 0; i < 4; i++) {
      assertThat(refusal(server, "authorization", basicHeader("ann:" + i))).contains("wrong");
    }
    assertThat(refusal(server, "authorization", basicHeader("ann:5"))).contains("too many");
    stage.pass(1_000_000_000L);
    assertThat(refusal(server, "authorization", basicHeader("ann:secret"))).isEmpty();
  }

  @Test
  void whoWeAreIsSent() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "p:w\n");
    BasicAuthClient client =
        BasicAuthClient.create(
            settings("client"),
            new BasicAuthConfig.Client("ann", new Secret(""), "", password.toString()));
    client.start();
    assertThat(client.headers())
        .containsExactly(Map.entry("authorization", new Secret(basicHeader("ann:p:w"))));
    client.shutdown(0);
  }

  @Test
  void headersAreSetAndFollowTheirFile() throws Exception {
    Path file = Files.writeString(folder.resolve("tenant"), "red");
    HeadersSetter setter =
        HeadersSetter.create(
            settings("setter"),
            new HeadersSetterConfig(
                List.of(
                    new HeadersSetterConfig.Header(
                        HeadersSetterConfig.Action.UPSERT,
                        "X-Scope",
                        new Secret("a"),
                        "",
                        "",
                        new Secret("")),
                    new HeadersSetterConfig.Header(
                        HeadersSetterConfig.Action.INSERT,
                        "tenant",
                        new Secret(""),
                        file.toString(),
                        "",
                        new Secret(""))),
                null));
    setter.start();
    assertThat(setter.headers())
        .containsOnly(
            Map.entry("x-scope", new Secret("a")), Map.entry("tenant", new Secret("red")));
    Files.writeString(file, "green");
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(5)));
    stage.pass(LOOK_NANOS);
    assertThat(setter.headers()).containsEntry("tenant", new Secret("green"));
    setter.shutdown(0);
  }

  @Test
  void anotherExtensionsHeadersAreSentBesides() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "first");
    BearerToken token =
        (BearerToken)
            new BearerTokenFactory().create(settings("t"), bearer("", List.of(), file.toString()));
    HeadersSetter setter =
        HeadersSetter.create(
            beside("bearertokenauth", token),
            new HeadersSetterConfig(
                List.of(fixed("tenant", "red")), ExtensionRef.parse("bearertokenauth")));
    token.start();
    setter.start();
    assertThat(setter.headers(null))
        .containsOnly(
            Map.entry("tenant", new Secret("red")),
            Map.entry("authorization", new Secret("Bearer first")));
    Files.writeString(file, "second");
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(5)));
    stage.pass(LOOK_NANOS);
    assertThat(setter.headers(null)).containsEntry("authorization", new Secret("Bearer second"));
    setter.shutdown(0);
    token.shutdown(0);
  }

  @Test
  void itsOwnHeadersStandBeforeThoseOfAnother() throws Exception {
    Object token = new BearerTokenFactory().create(settings("t"), bearer("x", List.of(), ""));
    HeadersSetter setter =
        HeadersSetter.create(
            beside("bearertokenauth", (Extension) token),
            new HeadersSetterConfig(
                List.of(fixed("Authorization", "mine")), ExtensionRef.parse("bearertokenauth")));
    setter.start();
    assertThat(setter.headers()).containsOnly(Map.entry("authorization", new Secret("mine")));
    setter.shutdown(0);
  }

  @Test
  void anotherExtensionMustRun() {
    HeadersSetter setter =
        HeadersSetter.create(
            settings("setter"),
            new HeadersSetterConfig(
                List.of(fixed("tenant", "red")), ExtensionRef.parse("bearertokenauth")));
    assertThatThrownBy(setter::start)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("bearertokenauth")
        .hasMessageContaining("extensions::setter::additional_auth");
  }

  private Settings beside(String id, Extension other) {
    RunningExtensions running = new RunningExtensions(Map.of(ComponentId.parse(id), other));
    return Records.with(settings("setter"), "extensions", running);
  }

  private static HeadersSetterConfig.Header fixed(String name, String value) {
    return new HeadersSetterConfig.Header(
        HeadersSetterConfig.Action.UPSERT, name, new Secret(value), "", "", new Secret(""));
  }

  @Test
  void headersComeFromTheRequestOrElseTheDefault() throws Exception {
    HeadersSetter setter =
        HeadersSetter.create(
            settings("setter"),
            new HeadersSetterConfig(
                List.of(taken("X-Scope-OrgID", ""), taken("x-other", "nobody")), null));
    setter.start();
    assertThat(setter.headers()).isEmpty();
    assertThat(setter.headers(null)).containsOnly(Map.entry("x-other", new Secret("nobody")));
    assertThat(setter.headers(client("x-scope-orgid", "red")))
        .containsOnly(
            Map.entry("x-scope-orgid", new Secret("red")),
            Map.entry("x-other", new Secret("nobody")));
    assertThat(setter.headers(client("x-scope-orgid", "red", "x-scope-orgid", "blue")))
        .as("two values are none")
        .doesNotContainKey("x-scope-orgid");
    assertThat(setter.headers(client("x-other", "a\r\nb: c")))
        .as("no value of a header")
        .containsOnly(Map.entry("x-other", new Secret("nobody")));
    setter.shutdown(0);
  }

  private static HeadersSetterConfig.Header taken(String name, String otherwise) {
    return new HeadersSetterConfig.Header(
        HeadersSetterConfig.Action.UPSERT, name, new Secret(""), "", name, new Secret(otherwise));
  }

  private static ClientInfo client(String... headers) {
    ClientInfo.Builder client = new ClientInfo.Builder();
    for (int i = 0; i < headers.length; i += 2) {
      client.add(headers[i], headers[i + 1]);
    }
    return client.build("");
  }

  @Test
  void aHeaderHasOneSource() {
    Secret none = new Secret("");
    HeadersSetterConfig.Action action = HeadersSetterConfig.Action.UPSERT;
    assertThatThrownBy(
            () -> new HeadersSetterConfig.Header(action, "a", new Secret("x"), "", "b", none))
        .hasMessageContaining("from_context");
    assertThatThrownBy(
            () -> new HeadersSetterConfig.Header(action, "a", none, "", "", new Secret("x")))
        .hasMessageContaining("default_value");
    assertThatThrownBy(() -> new HeadersSetterConfig.Header(action, "a", none, "", "b c", none))
        .hasMessageContaining("from_context");
  }
}
