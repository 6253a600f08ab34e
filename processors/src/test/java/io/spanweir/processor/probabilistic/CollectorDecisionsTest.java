package io.spanweir.processor.probabilistic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.processor.passing.Rig;
import io.spanweir.processor.probabilistic.ProbabilisticSamplerConfig.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What the Collector (contrib 0.155) keeps of spans with all kinds of trace states and priorities,
 * in every mode, and what their trace states are then: {@code collector.tsv} is what came out of
 * it. A span's line has its trace id, trace state and {@code sampling.priority}; a line of a
 * configuration is followed by what became of each span, {@code -} for dropped.
 */
class CollectorDecisionsTest {
  private static List<String> lines() throws IOException {
    try (InputStream in = CollectorDecisionsTest.class.getResourceAsStream("collector.tsv")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static AnyValue value(String text) {
    String content = text.substring(text.indexOf(':') + 1);
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (text.substring(0, text.indexOf(':'))) {
      case "int" -> value.setIntValue(Long.parseLong(content)).build();
      case "double" -> value.setDoubleValue(Double.parseDouble(content)).build();
      case "bool" -> value.setBoolValue(Boolean.parseBoolean(content)).build();
      default -> value.setStringValue(content).build();
    };
  }

  private static Span.Builder span(String[] fields) {
    Span.Builder span =
        Span.newBuilder().setTraceId(ByteString.fromHex(fields[1])).setTraceState(fields[2]);
    if (!fields[3].isEmpty()) {
      span.addAttributes(Rig.pair("sampling.priority", value(fields[3])));
    }
    return span.setName("op");
  }

  private static String outcome(Rig rig, Span.Builder span) {
    TracesData out = rig.give(Rig.data("shop", span));
    for (ResourceSpans resource : out.getResourceSpansList()) {
      Span kept = resource.getScopeSpans(0).getSpans(0);
      assertThat(kept.toBuilder().clearTraceState().clearSpanId().build())
          .isEqualTo(span.clone().clearTraceState().clearSpanId().build());
      return "=" + kept.getTraceState();
    }
    return "-";
  }

  /**
   * At 0 % the Collector doesn't hold a span's threshold against its randomness, and mends a trace
   * state that can't be read; here a span that its priority keeps is treated as at any share.
   */
  private static boolean isNeverWithState(String[] config, String[] span) {
    return config[2].equals("0") && !span[2].isEmpty();
  }

  @Test
  void decisionsAndTraceStatesAreTheCollectors() throws Exception {
    List<String[]> spans = new ArrayList<>();
    List<String> lines = lines();
    int compared = 0;
    for (int l = 0; l < lines.size(); l++) {
      String[] fields = lines.get(l).split("\t", -1);
      if (fields[0].equals("span")) {
        spans.add(fields);
        continue;
      }
      Rig rig = rig(fields);
      String[] expected = lines.get(++l).split("\t", -1);
      for (int s = 0; s < spans.size(); s++) {
        if (!isNeverWithState(fields, spans.get(s))) {
          assertThat(outcome(rig, span(spans.get(s))))
              .as("%s of %s", Arrays.toString(fields), Arrays.toString(spans.get(s)))
              .isEqualTo(expected[s]);
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(3_000);
  }

  private static Rig rig(String[] config) {
    ProbabilisticSamplerConfig parsed =
        new ProbabilisticSamplerConfig(
            Double.parseDouble(config[2]),
            Long.parseLong(config[3]),
            Mode.valueOf(config[1].toUpperCase(Locale.ROOT)),
            Boolean.parseBoolean(config[4]),
            Integer.parseInt(config[5]),
            "traceID");
    return new Rig((s, n) -> new ProbabilisticSamplerFactory().create(s, parsed, n));
  }
}
