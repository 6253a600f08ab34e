package io.spanweir.core.door;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.spanweir.core.component.Verdict;
import io.spanweir.core.data.ClientInfo;
import java.net.SocketAddress;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a request says, and whether it is one that is taken.
 *
 * @param outcome {@link Outcome#ACCEPTED} if the body may come, else what to answer at once
 * @param problem for a person; empty if there is none
 * @param tenant whose path it is; the first there if it is nobody's
 * @param route what deals with the request
 * @param coding what the body is encoded as
 * @param declaredBytes the body's length as declared; -1 if it isn't
 * @param keepAlive whether the sender means to send more on this connection
 * @param expectsContinue whether the sender waits for a word before it sends the body
 * @param withBody whether the sender wants to see an answer's body
 * @param answerLines header lines that the answer has besides its own
 * @param verdict whether who sends it may; asked before the body is handed over
 * @param client what came with it, if that is kept
 */
record HttpHead(
    Outcome outcome,
    String problem,
    HttpListener.Tenant tenant,
    HttpRoute route,
    Coding coding,
    long declaredBytes,
    boolean keepAlive,
    boolean expectsContinue,
    boolean withBody,
    String answerLines,
    Verdict verdict,
    @Nullable ClientInfo client) {

  /**
   * Reads a head that was parsed without errors.
   *
   * @param sender where it came from, null if there is no such place
   */
  static HttpHead of(HttpRequest request, HttpListener listener, @Nullable SocketAddress sender) {
    String path = path(request.uri());
    HttpListener.Tenant found = null;
    HttpRoute route = null;
    for (HttpListener.Tenant tenant : listener.tenants()) {
      route = tenant.service().route(path, request);
      if (route != null) {
        found = tenant;
        break;
      }
    }
    HttpListener.Tenant tenant = found == null ? listener.first() : found;
    HttpRules rules = tenant.service().rules();
    Coding coding = coding(request.headers());
    long declared = HttpUtil.getContentLength(request, -1L);
    Verdict verdict = verdict(request, rules, route);
    HttpRoute.Refusal refusal =
        request.protocolVersion().majorVersion() != 1
            ? new HttpRoute.Refusal(Outcome.MALFORMED, "only HTTP/1.1 and HTTP/1.0 are spoken here")
            : route == null
                ? new HttpRoute.Refusal(Outcome.NOT_FOUND, listener.hint())
                : refusal(request, tenant, route, coding, declared, verdict);
    return new HttpHead(
        refusal == null ? Outcome.ACCEPTED : refusal.outcome(),
        refusal == null ? "" : refusal.text(),
        tenant,
        route == null ? tenant.service().elsewhere(request) : route,
        coding == null ? Coding.IDENTITY : coding,
        declared,
        HttpVersion.HTTP_1_1.equals(request.protocolVersion())
            && HttpUtil.isKeepAlive(request)
            && !HttpMethod.HEAD.equals(request.method()),
        HttpUtil.is100ContinueExpected(request),
        !HttpMethod.HEAD.equals(request.method()),
        rules.lines(request),
        verdict,
        rules.includesMetadata() ? client(request, sender) : null);
  }

  private static ClientInfo client(HttpRequest request, @Nullable SocketAddress sender) {
    ClientInfo.Builder client = new ClientInfo.Builder();
    request.headers().forEach(header -> client.add(header.getKey(), header.getValue()));
    return client.build(Connections.hostOf(sender));
  }

  /** Browsers ask without credentials, and nobody needs any for what isn't there. */
  private static Verdict verdict(HttpRequest request, HttpRules rules, @Nullable HttpRoute route) {
    return route == null || rules.isPreflight(request)
        ? Verdict.ADMITTED
        : rules.guard().verdict(request.headers()::get);
  }

  private static HttpRoute.@Nullable Refusal refusal(
      HttpRequest request,
      HttpListener.Tenant tenant,
      HttpRoute route,
      @Nullable Coding coding,
      long declared,
      Verdict verdict) {
    HttpRules rules = tenant.service().rules();
    if (rules.isPreflight(request)) {
      return new HttpRoute.Refusal(Outcome.PREFLIGHT, "");
    }
    String absence = tenant.absence();
    if (absence != null) {
      return new HttpRoute.Refusal(Outcome.UNAVAILABLE, absence);
    }
    String stranger = verdict.isSettled() ? verdict.refusal() : null;
    if (stranger != null) {
      return new HttpRoute.Refusal(Outcome.UNAUTHENTICATED, stranger);
    }
    HttpRoute.Refusal byRoute = route.refusal(request);
    if (byRoute != null) {
      return byRoute;
    }
    if (coding == null || !rules.codings().contains(coding)) {
      return new HttpRoute.Refusal(
          Outcome.WRONG_TYPE, "the content encoding must be one of " + labels(rules.codings()));
    }
    if (request.headers().contains(HttpHeaderNames.EXPECT)
        && !HttpUtil.is100ContinueExpected(request)) {
      return new HttpRoute.Refusal(
          Outcome.WRONG_EXPECTATION, "the only expectation that is met is 100-continue");
    }
    return declared > rules.bodyBytesMax()
        ? new HttpRoute.Refusal(
            Outcome.TOO_LARGE, "the body is longer than " + rules.bodyBytesMax() + " bytes")
        : null;
  }

  /** What is wrong with a head that could not be parsed. */
  static Outcome broken(Throwable cause) {
    if (cause instanceof TooLongHttpHeaderException) {
      return Outcome.HEADERS_TOO_LONG;
    }
    return cause instanceof TooLongHttpLineException ? Outcome.LINE_TOO_LONG : Outcome.MALFORMED;
  }

  /** A head that could not be parsed, or of which nothing has come. */
  static HttpHead broken(HttpListener listener) {
    HttpListener.Tenant first = listener.first();
    return new HttpHead(
        Outcome.MALFORMED,
        "",
        first,
        first.service().elsewhere(null),
        Coding.IDENTITY,
        -1,
        false,
        false,
        true,
        "",
        Verdict.ADMITTED,
        null);
  }

  /** When a sender that is told this should try again; 0 if it shouldn't. */
  long retryAfterNanos(Outcome told) {
    return told.retryable() ? route.retryAfterNanos() : 0;
  }

  /** Where the request is counted. */
  DoorMetrics metrics() {
    return tenant.service().metrics();
  }

  /** The bytes of an answer. */
  HttpAnswer answer(
      Outcome outcome, boolean keep, int rejected, @Nullable String text, long retryAfterNanos) {
    return new HttpAnswer(outcome, keep, answerLines, rejected, text, retryAfterNanos);
  }

  private static String path(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  /** Null if it is none that is known, or several. */
  private static @Nullable Coding coding(HttpHeaders headers) {
    String header = headers.get(HttpHeaderNames.CONTENT_ENCODING);
    if (header == null) {
      return Coding.IDENTITY;
    }
    return headers.getAll(HttpHeaderNames.CONTENT_ENCODING).size() > 1
        ? null
        : Coding.named(header);
  }

  /** As an {@code Accept-Encoding} has it. */
  private static String labels(Set<Coding> codings) {
    return codings.stream().map(Coding::label).sorted().collect(Collectors.joining(", "));
  }
}
