package io.spanweir.deploy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import zipkin2.Call;
import zipkin2.Callback;
import zipkin2.DependencyLink;
import zipkin2.Span;
import zipkin2.TestObjects;
import zipkin2.codec.DependencyLinkBytesDecoder;
import zipkin2.codec.SpanBytesDecoder;
import zipkin2.codec.SpanBytesEncoder;
import zipkin2.storage.AutocompleteTags;
import zipkin2.storage.QueryRequest;
import zipkin2.storage.ServiceAndSpanNames;
import zipkin2.storage.SpanConsumer;
import zipkin2.storage.SpanStore;
import zipkin2.storage.StorageComponent;
import zipkin2.storage.Traces;

/**
 * A server that speaks Zipkin's HTTP API, in the shape of a storage of Zipkin's. Every call is a
 * request, and what is answered is given on as it is.
 */
@SuppressWarnings("deprecation") // the kit asks in the old ways too
final class ZipkinOverHttp extends StorageComponent
    implements SpanConsumer, SpanStore, Traces, ServiceAndSpanNames, AutocompleteTags {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final JsonFactory JSON = new JsonFactory();

  /** What the store promises: found a second after 202 at the latest. */
  private static final long PROMISED_MILLIS = 1_000;

  /** Past the promise, for machines that stand still now and then. */
  private static final long PATIENCE_MILLIS = 30_000;

  private final ZipkinAtHand server;

  private ZipkinOverHttp(ZipkinAtHand server) {
    this.server = server;
  }

  /** Starts a server with these settings, and nothing in it. */
  static final class Builder extends StorageComponent.Builder {
    private boolean strict = true;
    private boolean search = true;
    private List<String> keys = List.of();

    @Override
    public Builder strictTraceId(boolean strictTraceId) {
      strict = strictTraceId;
      return this;
    }

    @Override
    public Builder searchEnabled(boolean searchEnabled) {
      search = searchEnabled;
      return this;
    }

    @Override
    public Builder autocompleteKeys(List<String> autocompleteKeys) {
      keys = autocompleteKeys;
      return this;
    }

    @Override
    public ZipkinOverHttp build() {
      try {
        return new ZipkinOverHttp(ZipkinAtHand.start(strict, search, keys));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public Traces traces() {
    return this;
  }

  @Override
  public SpanStore spanStore() {
    return this;
  }

  @Override
  public AutocompleteTags autocompleteTags() {
    return this;
  }

  @Override
  public ServiceAndSpanNames serviceAndSpanNames() {
    return this;
  }

  @Override
  public SpanConsumer spanConsumer() {
    return this;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  @Override
  public Call<Void> accept(List<Span> spans) {
    return new Requested<>(
        () -> {
          post(spans);
          return null;
        });
  }

  /**
   * Posts, and comes back when the spans can be found. 202 says that they are taken, not that they
   * are there, so the kit, which asks at once, has to wait as any client would: by asking for their
   * traces until they have what was posted. What was there before tells nothing; then all that is
   * left is the time promised.
   */
  private void post(List<Span> spans) throws IOException {
    if (spans.isEmpty()) {
      return;
    }
    boolean wasThere = areThere(spans);
    HttpRequest request =
        HttpRequest.newBuilder(server.uri("/api/v2/spans"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(SpanBytesEncoder.JSON_V2.encodeList(spans)))
            .build();
    HttpResponse<byte[]> answer = send(request);
    if (answer.statusCode() != 202) {
      throw problem(request, answer);
    }
    if (wasThere) {
      sleep(PROMISED_MILLIS);
    }
    long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (!areThere(spans)) {
      if (System.currentTimeMillis() > deadline) {
        throw new IOException("not found after " + PATIENCE_MILLIS + " ms: " + spans);
      }
      sleep(5);
    }
  }

  private boolean areThere(List<Span> spans) throws IOException {
    Map<String, List<Span>> byTrace = spans.stream().collect(Collectors.groupingBy(Span::traceId));
    for (Map.Entry<String, List<Span>> trace : byTrace.entrySet()) {
      if (!read(trace.getKey()).containsAll(trace.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** All links that there are. */
  String links() throws IOException {
    long end = TestObjects.TODAY + 10 * TestObjects.DAY;
    return getDependencies(end, 100 * TestObjects.DAY).execute().toString();
  }

  /** Links are counted when spans are on the disk, so a moment after they are found. */
  void awaitOtherLinks(String before) throws IOException {
    long deadline = System.currentTimeMillis() + PROMISED_MILLIS;
    while (links().equals(before) && System.currentTimeMillis() < deadline) {
      sleep(5);
    }
  }

  private static void sleep(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public Call<List<Span>> getTrace(String traceId) {
    return new Requested<>(() -> read(traceId));
  }

  private List<Span> read(String traceId) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(server.uri("/api/v2/trace/" + traceId)).build();
    HttpResponse<byte[]> answer = send(request);
    if (answer.statusCode() == 404) {
      return List.of(); // how the API says that there is none
    }
    return SpanBytesDecoder.JSON_V2.decodeList(good(request, answer));
  }

  /** The API wants one id to be asked for as a trace. */
  @Override
  public Call<List<List<Span>>> getTraces(Iterable<String> traceIds) {
    List<String> ids = StreamSupport.stream(traceIds.spliterator(), false).toList();
    return new Requested<>(
        () -> {
          if (ids.size() != 1) {
            return lists(get("traceMany", Map.of("traceIds", String.join(",", ids))));
          }
          List<Span> one = read(ids.get(0));
          return one.isEmpty() ? List.of() : List.of(one);
        });
  }

  @Override
  public Call<List<List<Span>>> getTraces(QueryRequest request) {
    Map<String, Object> asked = new HashMap<>();
    asked.put("endTs", request.endTs());
    asked.put("lookback", request.lookback());
    asked.put("limit", request.limit());
    asked.put("serviceName", request.serviceName());
    asked.put("remoteServiceName", request.remoteServiceName());
    asked.put("spanName", request.spanName());
    asked.put("annotationQuery", request.annotationQueryString());
    asked.put("minDuration", request.minDuration());
    asked.put("maxDuration", request.maxDuration());
    asked.values().removeIf(value -> value == null);
    return new Requested<>(() -> lists(get("traces", asked)));
  }

  /** What is asked for is checked before it is asked, as the interface has it. */
  @Override
  public Call<List<DependencyLink>> getDependencies(long endTs, long lookback) {
    if (endTs <= 0) {
      throw new IllegalArgumentException("endTs <= 0");
    }
    if (lookback <= 0) {
      throw new IllegalArgumentException("lookback <= 0");
    }
    return new Requested<>(
        () ->
            DependencyLinkBytesDecoder.JSON_V1.decodeList(
                get("dependencies", Map.of("endTs", endTs, "lookback", lookback))));
  }

  @Override
  public Call<List<String>> getServiceNames() {
    return new Requested<>(() -> texts(get("services", Map.of())));
  }

  @Override
  public Call<List<String>> getRemoteServiceNames(String service) {
    return new Requested<>(() -> texts(get("remoteServices", Map.of("serviceName", service))));
  }

  @Override
  public Call<List<String>> getSpanNames(String service) {
    return new Requested<>(() -> texts(get("spans", Map.of("serviceName", service))));
  }

  @Override
  public Call<List<String>> getKeys() {
    return new Requested<>(() -> texts(get("autocompleteKeys", Map.of())));
  }

  @Override
  public Call<List<String>> getValues(String key) {
    return new Requested<>(() -> texts(get("autocompleteValues", Map.of("key", key))));
  }

  private byte[] get(String path, Map<String, ?> asked) throws IOException {
    String query =
        asked.entrySet().stream()
            .map(one -> one.getKey() + "=" + encoded(one.getValue().toString()))
            .collect(Collectors.joining("&"));
    URI uri = server.uri("/api/v2/" + path + (query.isEmpty() ? "" : "?" + query));
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    return good(request, send(request));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static byte[] good(HttpRequest request, HttpResponse<byte[]> answer) throws IOException {
    if (answer.statusCode() != 200) {
      throw problem(request, answer);
    }
    return answer.body();
  }

  private static IOException problem(HttpRequest request, HttpResponse<byte[]> answer) {
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    return new IOException(request + " is answered " + answer.statusCode() + ": " + body);
  }

  private static HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    try {
      return CLIENT.send(request, BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static List<String> texts(byte[] json) throws IOException {
    List<String> texts = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(json)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
          texts.add(parser.getText());
        }
      }
    }
    return texts;
  }

  private static List<List<Span>> lists(byte[] json) throws IOException {
    List<List<Span>> lists = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.START_ARRAY) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int end = (int) parser.currentTokenLocation().getByteOffset() + 1;
        lists.add(SpanBytesDecoder.JSON_V2.decodeList(Arrays.copyOfRange(json, start, end)));
      }
    }
    return lists;
  }

  private interface Work<V> {
    V run() throws IOException;
  }

  /** A request that is sent when it is executed, once. */
  private static final class Requested<V> extends Call.Base<V> {
    private final Work<V> work;

    Requested(Work<V> work) {
      this.work = work;
    }

    @Override
    protected V doExecute() throws IOException {
      return work.run();
    }

    @Override
    protected void doEnqueue(Callback<V> callback) {
      new Thread(() -> call(callback), "zipkin call").start();
    }

    private void call(Callback<V> callback) {
      try {
        callback.onSuccess(work.run());
      } catch (IOException | RuntimeException e) {
        callback.onError(e);
      }
    }

    @Override
    public Call<V> clone() {
      return new Requested<>(work);
    }
  }
}
