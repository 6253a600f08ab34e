package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.spanweir.config.LogsConfig;
import io.spanweir.config.ServiceConfig.LogLevel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each line is one object, whatever is said in it. */
class JsonLinesTest {
  private static final StackTraceElement CALLER =
      new StackTraceElement("io.spanweir.A", "b", "A.java", 7);

  private static String line(boolean bare, String message, Throwable thrown) {
    LogsConfig settings =
        new LogsConfig(
            LogLevel.INFO,
            LogsConfig.Encoding.JSON,
            false,
            bare,
            bare,
            bare ? Map.of() : Map.of("site", "a\"b"),
            List.of("stderr"),
            List.of("stderr"),
            LogsConfig.DEFAULT.sampling());
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            JsonLinesTest.class.getName(),
            context.getLogger("io.spanweir.A"),
            Level.WARN,
            message,
            thrown,
            null);
    event.setTimeStamp(1_700_000_000_042L);
    event.setCallerData(new StackTraceElement[] {CALLER});
    return new JsonLines(settings).doLayout(event);
  }

  @Test
  void hasTheMembersOfTheCollector() {
    assertThat(line(false, "it works", null))
        .isEqualTo(
            "{\"level\":\"warn\",\"ts\":1700000000.042,\"logger\":\"io.spanweir.A\","
                + "\"caller\":\"A.java:7\",\"msg\":\"it works\",\"site\":\"a\\\"b\"}\n");
  }

  @Test
  void leavesOutWhatIsNotWanted() {
    assertThat(line(true, "it fails", new IllegalStateException("x")))
        .isEqualTo(
            "{\"level\":\"warn\",\"ts\":1700000000.042,\"logger\":\"io.spanweir.A\","
                + "\"msg\":\"it fails\"}\n");
  }

  /** A line break, a quote or half a character must not end the line or the text. */
  @Test
  void escapes() {
    assertThat(line(true, "a\n\t\u0000\"\\\ud83d\ude00\ud800é", null))
        .contains("\"msg\":\"a\\u000a\\u0009\\u0000\\\"\\\\\\ud83d\\ude00\\ud800é\"}")
        .endsWith("}\n")
        .hasLineCount(1);
  }

  @Test
  void hasAStackTraceOnOneLine() {
    assertThat(line(false, "it fails", new IllegalStateException("x")))
        .contains("\"stacktrace\":\"java.lang.IllegalStateException: x\\u000a\\u0009at ")
        .hasLineCount(1);
  }
}
