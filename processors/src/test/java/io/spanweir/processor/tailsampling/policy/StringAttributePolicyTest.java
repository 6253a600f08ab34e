package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
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
    return "Config[key=, values=[], enabledRegexMatching=false, cacheMaxSize=0, invertMatch=false,"
        + " valuesFile=null]";
  }

  @Override
  protected List<PolicyConfig> policies() {
    return List.of(
        TestPolicies.attribute("users", "user.id", "ada", "42", "true", "0.5", ""),
        TestPolicies.attribute("services", "service.name", "payment"),
        TestPolicies.matching("pages", "url", "^/cart/[0-9]+$", "(?i)checkout"),
        TestPolicies.and(
            "no robots",
            TestPolicies.withoutMatch("r", "agent", "bot", "^$"),
            TestPolicies.without("h", "route", "/health"),
            TestPolicies.spanCount("c", 3, 3)));
  }

  @Override
  protected List<List<TestSpan>> kept() {
    return List.of(
        with("user.id", "ada"),
        with("user.id", 42L),
        with("url", "/cart/17"),
        with("url", "/a/CheckOut?x=1"),
        List.of(span(1, 1), span(1, 2), span(1, 3).withAttributes(Map.of("agent", "curl"))),
        List.of(span(1, 1), span(1, 2), span(1, 3).withAttributes(Map.of("agent", ""))),
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
        with("url", "/cart/17a"),
        with("url", "a/cart/17"),
        List.of(span(1, 1), span(1, 2), span(1, 3).withAttributes(Map.of("agent", "a bot"))),
        List.of(span(1, 1), span(1, 2), span(1, 3).withAttributes(Map.of("route", "/health"))),
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
    TestPolicies.attribute("a", "k", "b", "a", "").policy().create(context);
    TestPolicies.without("b", "k", "a", "b", "a").policy().create(context);
    TestPolicies.attribute("c", "k", "a").policy().create(context);
    assertThat(context.predicates()).hasSize(2);
  }

  @Test
  void invalidExpressionsSayWhatIsWrong() {
    assertThatThrownBy(() -> TestPolicies.matching("m", "k", "(unclosed"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("(unclosed");
    assertThatThrownBy(() -> TestPolicies.matching("m", "k", "(?=ahead)"))
        .isInstanceOf(InvalidConfigException.class);
  }

  @Test
  void expressionsThatWouldExplodeAreRefused() {
    for (String large : List.of("((a{100}){100}){100}", "(x{1,1000}){20}", "((a|b){200}c){99}")) {
      assertThatThrownBy(() -> TestPolicies.matching("m", "k", large))
          .as(large)
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining("10000");
    }
    TestPolicies.matching("m", "k", "^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$", "(a+)+$", "a{}");
  }

  @Test
  void aPolicyWithoutValuesIsRefused() {
    assertThatThrownBy(() -> TestPolicies.attribute("a", "k"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("values");
  }
}
