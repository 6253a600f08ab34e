package io.spanweir.receiver.otlp;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.spanweir.core.data.Signal;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a request says, and whether it is one that is taken.
 *
 * @param outcome {@link Outcome#ACCEPTED} if the body may come, else what to answer at once
 * @param problem for a person; empty if there is none
 * @param signal what the path is for; traces where it is for nothing
 * @param json whether the body, and so the answer, is JSON; else protobuf
 * @param coding what the body is encoded as
 * @param declaredBytes the body's length as declared; -1 if it isn't
 * @param keepAlive whether the sender means to send more on this connection
 * @param expectsContinue whether the sender waits for a word before it sends the body
 * @param answerLines header lines that the answer has besides its own
 */
record HttpHead(
    Outcome outcome,
    String problem,
    Signal signal,
    boolean json,
    Coding coding,
    long declaredBytes,
    boolean keepAlive,
    boolean expectsContinue,
    String answerLines) {
  private static final String PROTOBUF_TYPE = "application/x-protobuf";
  private static final String JSON_TYPE = "application/json";

  /** Reads a head that was parsed without errors. */
  static HttpHead of(HttpRequest request, HttpRules rules, Guard guard) {
    HttpHeaders headers = request.headers();
    String type = mediaType(headers.get(HttpHeaderNames.CONTENT_TYPE));
    Coding coding = coding(headers);
    long declared = HttpUtil.getContentLength(request, -1L);
    Signal signal = rules.paths().of(path(request.uri()));
    String refusal = signal == null ? null : guard.refusal(headers::get);
    Outcome outcome = Outcome.ACCEPTED;
    String problem = "";
    if (request.protocolVersion().majorVersion() != 1) {
      outcome = Outcome.MALFORMED;
      problem = "only HTTP/1.1 and HTTP/1.0 are spoken here";
    } else if (signal == null) {
      outcome = Outcome.NOT_FOUND;
      problem = rules.paths().toString();
    } else if (rules.isPreflight(request)) {
      // Browsers ask without credentials.
      outcome = Outcome.PREFLIGHT;
    } else if (refusal != null) {
      outcome = Outcome.UNAUTHENTICATED;
      problem = refusal;
    } else if (!HttpMethod.POST.equals(request.method())) {
      outcome = Outcome.WRONG_METHOD;
      problem = signal.key() + " are posted, method POST";
    } else if (type == null) {
      outcome = Outcome.WRONG_TYPE;
      problem = "the content type must be " + PROTOBUF_TYPE + " or " + JSON_TYPE;
    } else if (coding == null || !rules.codings().contains(coding)) {
      outcome = Outcome.WRONG_TYPE;
      problem = "the content encoding must be one of " + labels(rules.codings());
    } else if (headers.contains(HttpHeaderNames.EXPECT)
        && !HttpUtil.is100ContinueExpected(request)) {
      outcome = Outcome.WRONG_EXPECTATION;
      problem = "the only expectation that is met is 100-continue";
    } else if (declared > rules.bodyBytesMax()) {
      outcome = Outcome.TOO_LARGE;
      problem = "the body is longer than " + rules.bodyBytesMax() + " bytes";
    }
    return new HttpHead(
        outcome,
        problem,
        signal == null ? Signal.TRACES : signal,
        JSON_TYPE.equals(type),
        coding == null ? Coding.IDENTITY : coding,
        declared,
        HttpVersion.HTTP_1_1.equals(request.protocolVersion())
            && HttpUtil.isKeepAlive(request)
            && !HttpMethod.HEAD.equals(request.method()),
        HttpUtil.is100ContinueExpected(request),
        rules.lines(request));
  }

  /** A head that could not be parsed. */
  static HttpHead broken(Outcome outcome, String problem) {
    return new HttpHead(
        outcome, problem, Signal.TRACES, false, Coding.IDENTITY, -1, false, false, "");
  }

  private static String path(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  /** The content type without its parameters if it is one of the two, else null. */
  private static @Nullable String mediaType(@Nullable String header) {
    if (header == null) {
      return null;
    }
    if (header.equals(PROTOBUF_TYPE)) {
      return PROTOBUF_TYPE;
    }
    int parameters = header.indexOf(';');
    String type = parameters < 0 ? header : header.substring(0, parameters);
    return switch (type.strip().toLowerCase(Locale.ROOT)) {
      case PROTOBUF_TYPE -> PROTOBUF_TYPE;
      case JSON_TYPE -> JSON_TYPE;
      default -> null;
    };
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
  static String labels(Set<Coding> codings) {
    return codings.stream().map(Coding::label).collect(Collectors.joining(", "));
  }
}
