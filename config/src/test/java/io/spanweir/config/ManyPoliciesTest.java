package io.spanweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A file that a program writes may have a policy for each of many users. */
class ManyPoliciesTest {
  private static final int POLICIES = 10_000;

  private static String file(String policies) {
    return """
        receivers: {otlp: {protocols: {grpc: }}}
        exporters: {debug: }
        service: {pipelines: {traces: {receivers: [otlp], processors: [tail_sampling], exporters: [debug]}}}
        processors:
          tail_sampling:
            policies:
        """
        + policies;
  }

  private static String policies(int count, String format) {
    return IntStream.range(0, count)
        .mapToObj(i -> format.replace("#", Integer.toString(i)))
        .collect(Collectors.joining());
  }

  private static List<TestCatalog.Policy> loaded(String policies) {
    CollectorConfig config = ConfigLoaderTest.valid(Map.of(), file(policies));
    ComponentId id = ComponentId.parse("tail_sampling");
    Record sampling = config.components().get(Kind.PROCESSOR).get(id).config();
    return ((TestCatalog.TailSampling) sampling).policies();
  }

  @Test
  void tenThousandPoliciesAreTaken() {
    List<TestCatalog.Policy> policies =
        loaded(
            policies(
                POLICIES,
                """
                      - name: user-#
                        type: string_attribute
                        string_attribute: {key: user.id, values: ["#"]}
                """));
    assertThat(policies).hasSize(POLICIES);
    for (int i : new int[] {0, 77, POLICIES - 1}) {
      List<String> values = List.of(Integer.toString(i));
      assertThat(policies.get(i))
          .isEqualTo(
              new TestCatalog.Policy(
                  "user-" + i, new PolicySpec.StringAttribute("user.id", values)));
    }
  }

  /** Three policies in one, with lists of values. */
  @Test
  void policiesOfPoliciesAreTakenAsWell() {
    String file =
        policies(
            POLICIES / 2,
            """
                  - {name: "#", type: and, and: {and_sub_policy: [
                    {name: a, type: string_attribute, string_attribute: {key: k, values: [a, b, c]}},
                    {name: b, type: latency, latency: {threshold_ms: #}},
                    {name: c, type: status_code, status_code: {status_codes: [ERROR]}}]}}
            """);
    assertThat(loaded(file)).hasSize(POLICIES / 2);
  }

  @Test
  void thereIsABoundThatIsNamed() {
    String file = file("      [" + "a,".repeat(250_000) + "]");
    assertThat(ConfigLoaderTest.load(Map.of(), file).render(100))
        .contains("0.yaml:7:", "is one value too many; expected at most 250000 keys and values");
  }
}
