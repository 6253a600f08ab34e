package io.spanweir.processor.tailsampling.policy;

import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;

class ErrorSignalsPolicyTest extends PolicyContract {
  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("error_signals");
  }

  @Override
  protected String defaults() {
    return "Config[]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(TestPolicies.errorSignals("errors"));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(
        List.of(span(1, 1), span(1, 2).withStatus(TestSpan.STATUS_ERROR)),
        with("error", true),
        with("error", "true"),
        with("error", "timeout"),
        with("error", ""),
        with("error", 1L),
        List.of(span(1, 1).withRest("", 1, "retry", "exception")),
        List.of(span(1, 1).withRest("", 1, "exception|{\"exception.type\":\"E\"}|0")),
        List.of(span(1, 1).withRest("", 1, "\"exception\":{\"exception.type\":\"E\"}")),
        with("http.status_code", 500L),
        with("http.status_code", "503"),
        with("http.response.status_code", 599L),
        with("rpc.grpc.status_code", 14L),
        with("rpc.grpc.status_code", "2"),
        with("grpc.status_code", "UNAVAILABLE"),
        with("rpc.response.status_code", "DEADLINE_EXCEEDED"));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(
        List.of(span(1, 1), span(1, 2).withStatus(TestSpan.STATUS_OK)),
        with("error", false),
        with("error", "false"),
        with("error", "False"),
        with("errors", "x"),
        List.of(span(1, 1).withRest("", 1, "retry", "exceptions")),
        List.of(span(1, 1).withRest("", 1, "exception|", "|{", "\"", "retry|{\"exception\":1}|0")),
        List.of(span(1, 1).withRest("", 1, "\"exception\"", "\"exception\":", "\"exception:{")),
        with("exception", "x"),
        with("http.status_code", 499L),
        with("http.status_code", "404"),
        with("http.status_code", "5xx"),
        with("http.status_code", ""),
        with("rpc.grpc.status_code", 0L),
        with("rpc.grpc.status_code", "0"),
        with("grpc.status_code", "OK"),
        with("rpc.response.status_code", "OK"));
  }
}
