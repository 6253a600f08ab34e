package io.spanweir.receiver.jaeger;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.door.DoorLoop;
import io.spanweir.core.door.HttpAnswer;
import io.spanweir.core.door.HttpAnswerer;
import io.spanweir.core.door.HttpRoute;
import io.spanweir.core.door.Outcome;
import io.spanweir.receiver.intake.TranscodedIntake;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/traces}: a batch in Thrift's binary protocol. */
final class ThriftRoute implements HttpRoute {
  private static final Set<String> TYPES =
      Set.of("application/x-thrift", "application/vnd.apache.thrift.binary");

  private final TranscodedIntake intake;

  ThriftRoute(TranscodedIntake intake) {
    this.intake = intake;
  }

  @Override
  public @Nullable Refusal refusal(HttpRequest request) {
    if (!HttpMethod.POST.equals(request.method())) {
      return new Refusal(Outcome.WRONG_METHOD, "traces are posted, method POST");
    }
    String header = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
    String type = header == null ? "" : header;
    int parameters = type.indexOf(';');
    String bare = parameters < 0 ? type : type.substring(0, parameters);
    return TYPES.contains(bare.strip().toLowerCase(Locale.ROOT))
        ? null
        : new Refusal(Outcome.WRONG_TYPE, "the content type must be application/x-thrift");
  }

  @Override
  public void handOver(Chunk body, DoorLoop loop, HttpAnswerer connection) {
    intake.take(body, loop, connection);
  }

  @Override
  public ByteBuf bytes(HttpAnswer answer) {
    return HttpTexts.bytes(answer, "POST");
  }

  @Override
  public long retryAfterNanos() {
    return intake.retryAfterNanos();
  }
}
