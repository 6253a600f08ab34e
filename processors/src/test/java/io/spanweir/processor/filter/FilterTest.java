package io.spanweir.processor.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.component.AnyScalar;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.telemetry.Term;
import io.spanweir.processor.filter.FilterConfig.ErrorMode;
import io.spanweir.processor.filter.FilterConfig.SpansConfig;
import io.spanweir.processor.match.MatchBuilder;
import io.spanweir.processor.passing.Rig;
import io.spanweir.testkit.RecordingReceipt.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilterTest {
  private static final TracesData SHOP =
      Rig.data(
          "shop",
          Span.newBuilder().setName("GET /health").setKind(SpanKind.SPAN_KIND_SERVER),
          Span.newBuilder()
              .setName("GET /cart")
              .setKind(SpanKind.SPAN_KIND_CLIENT)
              .addAttributes(Rig.pair("user.id", Rig.number(42)))
              .addAttributes(Rig.pair("tier", Rig.text("gold"))),
          Span.newBuilder().setName("pay").addAttributes(Rig.pair("user.id", Rig.text("42"))));

  static MatchBuilder match() {
    return new MatchBuilder();
  }

  static FilterConfig excluding(MatchBuilder spans) {
    return new FilterConfig(ErrorMode.IGNORE, new SpansConfig(null, spans.build()));
  }

  private static FilterConfig including(MatchBuilder spans) {
    return new FilterConfig(ErrorMode.IGNORE, new SpansConfig(spans.build(), null));
  }

  private static List<String> left(FilterConfig config) {
    Rig rig = new Rig((settings, next) -> new FilterFactory().create(settings, config, next));
    TracesData out = rig.give(SHOP);
    List<String> names =
        out.getResourceSpansList().stream()
            .flatMap(r -> r.getScopeSpansList().stream())
            .flatMap(s -> s.getSpansList().stream())
            .map(Span::getName)
            .toList();
    assertThat(rig.spans(Term.FILTERED)).isEqualTo(3 - names.size());
    assertThat(rig.receipt.answer()).isEqualTo(Answer.ACCEPTED);
    assertThat(rig.receipt.isSettled()).isTrue();
    return names;
  }

  @Test
  void everyKeySelects() {
    assertThat(left(excluding(match().names("GET /health")))).containsExactly("GET /cart", "pay");
    assertThat(left(including(match().names("GET /health")))).containsExactly("GET /health");
    assertThat(left(including(match().kinds("SPAN_KIND_CLIENT")))).containsExactly("GET /cart");
    assertThat(left(excluding(match().attribute("tier", null)))).hasSize(2).contains("pay");
    assertThat(left(including(match().attribute("user.id", 42L)))).containsExactly("GET /cart");
    assertThat(left(including(match().attribute("user.id", "42")))).containsExactly("pay");
    assertThat(left(excluding(match().resource("service.name", "shop")))).isEmpty();
    assertThat(left(excluding(match().resource("service.name", "sho")))).hasSize(3);
    assertThat(left(including(match().library("lib", "1.2")))).hasSize(3);
    assertThat(left(including(match().library("lib", null)))).hasSize(3);
    assertThat(left(including(match().library("lib", "1.3")))).isEmpty();
    assertThat(left(excluding(match().services("shop")))).isEmpty();
    assertThat(left(excluding(match().services("other", "shopping")))).hasSize(3);
  }

  @Test
  void expressionsAreFoundAnywhere() {
    assertThat(left(including(match().regexp().names("^GET")))).hasSize(2);
    assertThat(left(including(match().regexp().names("ART", "(?i)ART")))).hasSize(1);
    assertThat(left(including(match().regexp().services("^sh.p$")))).hasSize(3);
    assertThat(left(including(match().regexp().kinds("SERVER|CLIENT")))).hasSize(2);
    assertThat(left(including(match().regexp().attribute("user.id", "^4")))).hasSize(2);
    assertThat(left(including(match().regexp().library("^l", "^1")))).hasSize(3);
  }

  @Test
  void allKeysMustFit() {
    assertThat(left(including(match().names("pay").services("shop")))).containsExactly("pay");
    assertThat(left(including(match().names("pay").services("other")))).isEmpty();
    assertThat(left(including(match().attribute("user.id", null).attribute("tier", "gold"))))
        .containsExactly("GET /cart");
    SpansConfig both =
        new SpansConfig(
            match().regexp().names("GET").build(), match().attribute("tier", null).build());
    assertThat(left(new FilterConfig(ErrorMode.IGNORE, both))).containsExactly("GET /health");
  }

  @Test
  void oneWithoutRulesPassesAll() {
    assertThat(left(FilterConfig.DEFAULT)).hasSize(3);
  }

  @Test
  void whatCantWorkIsRefused() {
    assertThatThrownBy(() -> excluding(match()))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("exclude: asks for nothing");
    assertThatThrownBy(() -> match().regexp().names("(").build())
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("span_names: has an invalid expression");
    assertThatThrownBy(() -> match().regexp().names("((a{100}){100}){100}").build())
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("10000 steps");
    assertThatThrownBy(() -> match().regexp().attribute("a", 1L).build())
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("no expression");
    assertThatThrownBy(() -> match().kinds("SERVER").build())
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("no span has");
    assertThat(new AnyScalar(5L)).hasToString("5");
  }
}
