package io.spanweir.bench.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Questions as Zipkin's clients ask them, and the traces in answers counted. */
final class StoreQueriesTest {
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  @Test
  void eachKindIsAskedByTurns() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v2/services", e -> answer(e, "[\"a-service\",\"b-service\"]"));
    server.createContext(
        "/api/v2/traces",
        e ->
            answer(
                e,
                "[[{\"id\":\"1\",\"annotations\":[{\"value\":\"x\"}]},{\"id\":\"2\"}],"
                    + "[{\"id\":\"3\"}]]"));
    server.start();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      StoreQueries queries =
          new StoreQueries("http://127.0.0.1:" + server.getAddress().getPort() + "/api/v2");
      queries.begin();
      for (int i = 0; i < 8; i++) {
        queries.ask();
      }
      queries.print(new Report(new PrintStream(printed), null), "cold");
    } finally {
      server.stop(0);
    }
    assertThat(asked.get(1)).endsWith("?limit=20&lookback=86400000&serviceName=a-service");
    assertThat(asked.get(2)).endsWith("&annotationQuery=customer.tier%3Dvip");
    assertThat(asked.get(3)).endsWith("&minDuration=1600000");
    assertThat(asked.get(5)).endsWith("&serviceName=b-service");
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .hasSize(4)
        .allMatch(line -> line.startsWith("| cold, ") && line.endsWith(" | 2 |"));
  }

  private void answer(com.sun.net.httpserver.HttpExchange exchange, String body)
      throws IOException {
    asked.add(exchange.getRequestURI().toString());
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
