package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.processor.tailsampling.PolicyContract;
import io.spanweir.testkit.TestSpan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StringAttributePolicyTest extends PolicyContract {
  @Override
  protected PolicySpec registered() {
    return Policies.REGISTRY.defaults().get("string_attribute");
  }

  @Override
  protected String defaults() {
    return "Config[key=, values=[]]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(
        TestPolicies.attribute("users", "user.id", "ada", "42", "true", "0.5", ""),
        TestPolicies.attribute("services", "service.name", "payment"));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(
        with("user.id", "ada"),
        with("user.id", 42L),
        with("user.id", true),
        with("user.id", 0.5),
        with("user.id", "42"),
        List.of(span(1, 1), span(1, 2).withService("payment", "jdbc")),
        List.of(
            span(1, 1)
                .withAttributes(
                    Map.of("a", 1L, "filler", "x".repeat(300), "user.id", "ada", "z", "ada"))));
  }

  @Override
  protected List<List<TestSpan>> notKept() {
    return List.of(
        with("user.id", ""),
        with("user.id", "ad"),
        with("user.id", "ada "),
        with("user.id", -42L),
        with("user.id", 420L),
        with("user.id", 42.5),
        with("user.id", false),
        with("user.name", "ada"),
        with("user.i", "ada"),
        with("service.name", "payments"),
        List.of(span(1, 1)));
  }

  @Test
  void equalQuestionsAreAskedOnce() {
    PolicyContext context = new PolicyContext();
    new StringAttributePolicy.Config("k", List.of("b", "a", "")).create(context);
    new StringAttributePolicy.Config("k", List.of("a", "b", "a")).create(context);
    new StringAttributePolicy.Config("k", List.of("a")).create(context);
    assertThat(context.predicates()).hasSize(2);
  }
}
