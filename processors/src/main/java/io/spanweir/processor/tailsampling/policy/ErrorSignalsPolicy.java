package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeSays;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.EventNamed;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.Meaning;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.StatusIs;
import java.util.List;

/**
 * Keeps traces in which anything says that something failed, in whatever way the libraries of the
 * last ten years say it: many set an attribute or record an exception and leave the status alone.
 */
final class ErrorSignalsPolicy implements Policy {
  private static final int STATUS_ERROR = 2;

  private static final List<SpanPredicate> SIGNALS =
      List.of(
          new StatusIs(STATUS_ERROR),
          new AttributeSays("error", Meaning.NOT_FALSE),
          new EventNamed("exception"),
          new AttributeSays("http.response.status_code", Meaning.HTTP_SERVER_ERROR),
          new AttributeSays("http.status_code", Meaning.HTTP_SERVER_ERROR),
          new AttributeSays("rpc.grpc.status_code", Meaning.GRPC_ERROR),
          new AttributeSays("rpc.response.status_code", Meaning.GRPC_ERROR),
          new AttributeSays("grpc.status_code", Meaning.GRPC_ERROR));

  /** No settings. */
  @Description(
      "Keeps traces with any sign of an error: status ERROR, an attribute error that is not false,"
          + " an exception event, an HTTP status of 500 or more, a gRPC status other than OK.")
  record Config() implements PolicySpec {
    @Override
    public Policy create(PolicyContext context) {
      return new ErrorSignalsPolicy(context.bits(SIGNALS));
    }
  }

  private final int[] bits;

  private ErrorSignalsPolicy(int[] bits) {
    this.bits = bits;
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    return trace.anyOf(bits) ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }
}
