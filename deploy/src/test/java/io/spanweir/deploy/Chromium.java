package io.spanweir.deploy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One page of a headless Chromium, driven over its DevTools protocol. One thread. */
final class Chromium implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final JsonFactory JSON = new JsonFactory();

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<Integer, CompletableFuture<String>> asked = new ConcurrentHashMap<>();
  private final List<String> complaints = new ArrayList<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final WebSocket socket;

  private Chromium(Process process, Path profile) throws Exception {
    this.process = process;
    int port = port(profile);
    HttpRequest pages =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new?about:blank"))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    String page = client.send(pages, HttpResponse.BodyHandlers.ofString()).body();
    String address = text(page, "webSocketDebuggerUrl");
    socket = client.newWebSocketBuilder().buildAsync(URI.create(address), new Ear()).join();
    send("Page.enable", "{}");
    send("Runtime.enable", "{}");
    send("Log.enable", "{}");
  }

  /** The browser's program: the property {@code spanweir.chromium}, else from the path; or "". */
  static String program() {
    String told = System.getProperty("spanweir.chromium", "");
    if (!told.isEmpty()) {
      return told;
    }
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
        File file = new File(folder, name);
        if (file.canExecute()) {
          return file.getPath();
        }
      }
    }
    return "";
  }

  /**
   * Starts it with an empty page.
   *
   * @param folder an empty one, for its profile
   */
  static Chromium start(String program, Path folder, int width, int height) throws Exception {
    Process process =
        new ProcessBuilder(
                program,
                "--headless=new",
                // As root there is none to be had; the only pages are our own.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-extensions",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--lang=en-US",
                "--hide-scrollbars",
                "--window-size=" + width + "," + height,
                "--user-data-dir=" + folder,
                "--remote-debugging-port=0",
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("chromium.log").toFile())
            .start();
    try {
      Chromium chromium = new Chromium(process, folder);
      chromium.send(
          "Emulation.setDeviceMetricsOverride",
          "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":false}"
              .formatted(width, height));
      return chromium;
    } catch (Exception | Error e) {
      end(process);
      throw e;
    }
  }

  private int port(Path profile) throws Exception {
    Path file = profile.resolve("DevToolsActivePort");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.exists(file) || Files.readAllLines(file).size() < 2) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError(
            "the browser does not start: " + Files.readString(profile.resolve("chromium.log")));
      }
      Thread.sleep(20);
    }
    return Integer.parseInt(Files.readAllLines(file).get(0));
  }

  /** Goes to an address. */
  void open(String address) throws Exception {
    send("Page.navigate", "{\"url\":\"" + address + "\"}");
  }

  /** The text that an expression in the page's language has; an error of the page fails. */
  String ask(String expression) throws Exception {
    String answer =
        send(
            "Runtime.evaluate",
            "{\"returnByValue\":true,\"expression\":" + quoted("String(" + expression + ")") + "}");
    if (answer.contains("\"exceptionDetails\"")) {
      throw new AssertionError(expression + ": " + answer);
    }
    return text(answer, "value");
  }

  /** Waits until an expression is true. */
  void await(String expression) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!ask("!!(" + expression + ")").equals("true")) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never came: " + expression + "\non the page:\n" + words());
      }
      Thread.sleep(30);
    }
  }

  /** Clicks the innermost thing that shows this text, when it is there. */
  void click(String words) throws Exception {
    String thing =
        "[...document.querySelectorAll('body *')].filter(e => e.textContent.trim().toLowerCase() == "
            + quoted(words.toLowerCase(Locale.ROOT))
            + ").pop()";
    await(thing);
    ask(thing + ".dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))");
  }

  /** Waits until the page shows a text. */
  void awaitWords(String words) throws Exception {
    await("document.body && document.body.innerText.includes(" + quoted(words) + ")");
  }

  /** The text that the page shows. */
  String words() throws Exception {
    return ask("document.body.innerText");
  }

  /** What the page has complained about since it was asked last: its errors, on its console. */
  List<String> complaints() {
    synchronized (complaints) {
      List<String> all = List.copyOf(complaints);
      complaints.clear();
      return all;
    }
  }

  /** Writes what is seen as PNG. */
  void screenshot(Path file) throws Exception {
    String answer =
        send("Page.captureScreenshot", "{\"format\":\"png\",\"optimizeForSpeed\":false}");
    Files.write(file, Base64.getDecoder().decode(text(answer, "data")));
  }

  static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\');
      }
      json.append(c < ' ' ? String.format("\\u%04x", (int) c) : c);
    }
    return json.append('"').toString();
  }

  private String send(String method, String parameters) throws Exception {
    int id = ids.incrementAndGet();
    CompletableFuture<String> answer = new CompletableFuture<>();
    asked.put(id, answer);
    String text = "{\"id\":%d,\"method\":\"%s\",\"params\":%s}".formatted(id, method, parameters);
    socket.sendText(text, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** The first text or number of that name, however deep; "" if there is none. */
  private static String text(String json, String name) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      for (JsonToken at = parser.nextToken(); at != null; at = parser.nextToken()) {
        if (at == JsonToken.FIELD_NAME
            && name.equals(parser.currentName())
            && parser.nextToken().isScalarValue()) {
          return parser.getText();
        }
      }
      return "";
    }
  }

  /** Hears answers and events. */
  private final class Ear implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        hear(message.toString());
        message.setLength(0);
      }
      webSocket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    private void hear(String json) {
      if (json.startsWith("{\"id\":")) {
        int id = Integer.parseInt(json.substring(6, json.indexOf(',')));
        CompletableFuture<String> answer = asked.remove(id);
        if (answer != null) {
          answer.complete(json);
        }
      } else if (isComplaint(json)) {
        synchronized (complaints) {
          complaints.add(json);
        }
      }
    }

    private static boolean isComplaint(String json) {
      return json.startsWith("{\"method\":\"Runtime.exceptionThrown\"")
          || (json.startsWith("{\"method\":\"Log.entryAdded\"")
              && json.contains("\"level\":\"error\""))
          || (json.startsWith("{\"method\":\"Runtime.consoleAPICalled\"")
              && json.contains("\"type\":\"error\""));
    }
  }

  private static void end(Process process) throws InterruptedException {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    children.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    try {
      end(process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
