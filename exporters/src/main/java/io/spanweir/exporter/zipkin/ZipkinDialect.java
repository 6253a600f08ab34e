package io.spanweir.exporter.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.exporter.http.BodyWriter;
import io.spanweir.exporter.http.HttpDialect;
import io.spanweir.exporter.http.RetryAfter;
import io.spanweir.exporter.json.JsonBytes;
import io.spanweir.exporter.sending.SendResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v2/spans}: Zipkin's v2 as a list, answered with 202. */
final class ZipkinDialect implements HttpDialect {
  /**
   * Longest body. A resource's attributes stand in every span of it, so that a request may become
   * many times its size.
   */
  private static final int BODY_BYTES_MAX = 64 << 20;

  private final Format format;
  private final String nameless;

  ZipkinDialect(Format format, String nameless) {
    this.format = format;
    this.nameless = nameless;
  }

  @Override
  public String contentType() {
    return format == Format.JSON ? "application/json" : "application/x-protobuf";
  }

  @Override
  public BodyWriter newWriter() {
    return format == Format.JSON ? new JsonBody() : new ProtoBody();
  }

  /** What the server can't take now it may take later; what it calls bad stays bad. */
  @Override
  public SendResult answered(
      int code,
      @Nullable String contentType,
      @Nullable String retryAfter,
      byte[] body,
      long epochNanos) {
    if (code >= 200 && code < 300) {
      return SendResult.ok();
    }
    String error = "HTTP " + code;
    String detail = new String(body, StandardCharsets.UTF_8);
    return switch (code) {
      case 301, 302, 303, 307, 308 ->
          SendResult.permanent(error, "redirects are not followed; give the endpoint it names");
      case 501, 505 -> SendResult.permanent(error, detail);
      default ->
          code == 408 || code == 429 || code >= 500
              ? SendResult.retry(RetryAfter.delay(retryAfter, epochNanos), error, detail)
              : SendResult.permanent(error, detail);
    };
  }

  private final class JsonBody implements BodyWriter {
    private final JsonBytes out = new JsonBytes(BODY_BYTES_MAX);
    private final SpanWalk walk = new SpanWalk(new ZipkinJson(out, nameless));

    @Override
    public int write(byte[] framed, int length) throws MalformedException {
      return walk.request(framed, length);
    }

    @Override
    public byte[] bytes() {
      return out.bytes();
    }

    @Override
    public int length() {
      return out.length();
    }

    @Override
    public void clear() {
      out.clear();
    }
  }

  private final class ProtoBody implements BodyWriter {
    private final ZipkinProto out = new ZipkinProto(BODY_BYTES_MAX, nameless);
    private final SpanWalk walk = new SpanWalk(out);

    @Override
    public int write(byte[] framed, int length) throws MalformedException {
      return walk.request(framed, length);
    }

    @Override
    public byte[] bytes() {
      return out.bytes();
    }

    @Override
    public int length() {
      return out.length();
    }

    @Override
    public void clear() {
      out.clear();
    }
  }
}
