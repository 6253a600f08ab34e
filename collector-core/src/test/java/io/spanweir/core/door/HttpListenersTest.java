package io.spanweir.core.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.net.TlsServerConfig;
import io.spanweir.testkit.Ports;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What components that name one endpoint have of each other. */
@Timeout(60)
class HttpListenersTest {
  private static final String PATH = "receivers::tested::endpoint";

  private final Stage stage = Stage.real();
  private final TestProcess process = new TestProcess(stage.loops());
  private final HttpListeners listeners = new HttpListeners();
  private final List<Door> doors = new ArrayList<>();
  private final int port = Ports.free();

  @AfterEach
  void closeAll() {
    doors.forEach(this::leave);
    stage.await("all chunks are back", () -> process.pools().chunks().leasedBytes() == 0);
    stage.close();
  }

  private void leave(Door door) {
    door.shutdown();
    stage.await("the door is shut", door::isShutDown);
  }

  private void assertPortIsFree() throws IOException {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(free.isBound()).isTrue();
    }
  }

  private HttpServerSettings server(@Nullable TlsServerConfig tls) {
    return HttpServerSettings.of(new Endpoint("127.0.0.1", port), tls);
  }

  private HttpListeners.Place join(String name) {
    return join(server(null), name);
  }

  private HttpListeners.Place join(HttpServerSettings server, String name) {
    return listeners.join(process.settings(name), server, service(name));
  }

  private TestService service(String name) {
    return new TestService(process.settings(name), name, null);
  }

  private Door open(HttpListeners.Place place) throws IOException {
    Door door = place.open(process.settings("tested"), PATH);
    doors.add(door);
    return door;
  }

  private String ask(String method, String path) throws IOException {
    try (Wire wire = new Wire(port)) {
      return wire.ask(method, path);
    }
  }

  @Test
  void eachPathIsAnsweredByItsOwn() throws IOException {
    HttpListeners.Place red = join("red");
    HttpListeners.Place blue = join("blue");
    open(red);
    open(blue);
    try (Wire wire = new Wire(port)) {
      assertThat(wire.ask("POST", "/red?x=/blue")).contains(" 200 ").endsWith("taken by red");
      assertThat(wire.ask("POST", "/blue")).contains(" 200 ").endsWith("taken by blue");
      assertThat(wire.ask("POST", "/green"))
          .contains(" 404 ")
          .endsWith("red is posted to /red, blue is posted to /blue");
      assertThat(wire.ask("POST", "/red")).endsWith("taken by red");
    }
  }

  @Test
  void thoseAtOneFreePortAreApart() throws IOException {
    HttpServerSettings any = HttpServerSettings.of(new Endpoint("127.0.0.1", 0), null);
    Door one = open(join(any, "red"));
    Door other = open(join(any, "red"));
    assertThat(one.port()).isPositive().isNotEqualTo(other.port());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "0.0.0.0", ""})
  void anEndpointForOneAloneIsSharedWithNobody(String host) {
    join("red");
    Endpoint same = new Endpoint(host, port);
    assertThatThrownBy(() -> listeners.claim(same, "receiver blue", "grpc.endpoint", () -> false))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage("grpc.endpoint: is where receiver red listens already");
    assertThatCode(
            () ->
                listeners.claim(
                    new Endpoint(host, 0), "receiver blue", "grpc.endpoint", () -> false))
        .doesNotThrowAnyException();
  }

  @Test
  void anEndpointForOneAloneIsFreeWhenThatHasEnded() {
    AtomicBoolean over = new AtomicBoolean();
    listeners.claim(new Endpoint("0.0.0.0", port), "receiver red", "scribe.endpoint", over::get);
    assertThatThrownBy(() -> join("blue"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage("endpoint: is where receiver red listens already");
    over.set(true);
    join("blue");
  }

  @Test
  void routesThatClashAreNamed() {
    join("red");
    assertThatThrownBy(() -> join("red"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("endpoint")
        .hasMessageContaining("POST /red")
        .hasMessageContaining("receiver red");
  }

  @Test
  void tlsIsTheSameForAll() {
    join("red");
    TlsServerConfig tls = Records.with(TlsServerConfig.defaults(), "certFile", "/cert.pem");
    assertThatThrownBy(() -> join(server(tls), "blue"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("tls")
        .hasMessageContaining("receiver red");
  }

  @Test
  void thoseNotYetStartedLetNobodyIn() throws IOException {
    HttpListeners.Place red = join("red");
    open(join("blue"));
    assertThat(ask("POST", "/red")).contains(" 503 ").endsWith("this is being started");
    assertThat(ask("POST", "/blue")).contains(" 200 ");
    open(red);
    assertThat(ask("POST", "/red")).contains(" 200 ");
  }

  @Test
  void whoLeavesIsGoneAndTheOthersGoOn() throws IOException {
    Door red = open(join("red"));
    open(join("blue"));
    try (Wire wire = new Wire(port)) {
      assertThat(wire.ask("POST", "/red")).contains(" 200 ");
      leave(red);
      assertThat(wire.ask("POST", "/red")).contains(" 503 ").endsWith("this is being shut down");
      assertThat(wire.ask("POST", "/blue")).contains(" 200 ");
    }
  }

  @Test
  void whoLeavesAnswersWhatItHasFirst() throws IOException {
    TestService service = service("red");
    Door red = open(listeners.join(process.settings("red"), server(null), service));
    open(join("blue"));
    try (Wire wire = new Wire(port)) {
      wire.write("POST /red/later HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
      stage.await("the request is with its service", () -> service.later() != null);
      red.shutdown();
      assertThat(red.isShutDown()).isFalse();
      service.later().answer(Outcome.ACCEPTED, 0, null, 0);
      assertThat(wire.answer()).contains(" 200 ");
      stage.await("red is shut", red::isShutDown);
      assertThat(wire.ask("POST", "/blue")).contains(" 200 ");
    }
  }

  @Test
  void theLastToLeaveFreesThePort() throws IOException {
    Door red = open(join("red"));
    Door blue = open(join("blue"));
    join("green");
    leave(red);
    leave(blue);
    assertPortIsFree();
    assertThatThrownBy(() -> new Wire(port)).isInstanceOf(ConnectException.class);
    open(join("red"));
    assertThat(ask("POST", "/red")).contains(" 200 ");
  }

  @Test
  void whoFollowsGivesWay() throws IOException {
    for (String first : List.of("leads", "follows")) {
      HttpListeners own = new HttpListeners();
      HttpServerSettings follows = server(null);
      HttpServerSettings leads =
          Records.with(
              follows,
              "follows",
              false,
              "keepAlive",
              new HttpKeepAlive(false, Duration.ofSeconds(60)));
      for (String name : List.of(first, first.equals("leads") ? "follows" : "leads")) {
        open(
            own.join(
                process.settings(name), name.equals("leads") ? leads : follows, service(name)));
      }
      assertThat(ask("POST", "/follows")).contains("Connection: close");
      doors.forEach(this::leave);
      doors.clear();
      assertPortIsFree();
    }
  }

  @Test
  void pagesAreShownAndTheirHeadsAlone() throws IOException {
    open(join("red"));
    try (Wire wire = new Wire(port)) {
      assertThat(wire.ask("GET", "/red/page"))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("Content-Type: text/plain\r\n", "Content-Length: 11\r\n")
          .endsWith("\r\n\r\npage of red");
      assertThat(wire.ask("GET", "/red/moved"))
          .startsWith("HTTP/1.1 302 Found\r\n")
          .contains("Location: /red/page\r\n")
          .endsWith("\r\n\r\n");
      wire.write("HEAD /red/page HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(wire.rest()).contains("Content-Length: 11\r\n").endsWith("\r\n\r\n");
    }
  }
}
