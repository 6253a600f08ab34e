package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.spanweir.config.LogsConfig;
import io.spanweir.testkit.Records;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a person reads on the terminal. */
class TextLinesTest {
  private static final Instant MOMENT = Instant.ofEpochMilli(1_700_000_000_042L);

  private static String line(LogsConfig settings, Throwable thrown) {
    LoggingEvent event =
        new LoggingEvent(
            TextLinesTest.class.getName(),
            new LoggerContext().getLogger("io.spanweir.a.Name"),
            Level.WARN,
            "it works",
            thrown,
            null);
    event.setTimeStamp(MOMENT.toEpochMilli());
    return new TextLines(settings).doLayout(event);
  }

  @Test
  void saysWhenHowBadWhoAndWhat() {
    String line = line(LogsConfig.DEFAULT, null);
    assertThat(line).endsWith(" WARN  Name: it works\n").hasLineCount(1);
    assertThat(OffsetDateTime.parse(line.substring(0, line.indexOf(' '))).toInstant())
        .isEqualTo(MOMENT);
  }

  @Test
  void hasTheFieldsOfEveryLine() {
    LogsConfig settings = Records.with(LogsConfig.DEFAULT, "initialFields", Map.of("site", "a\"b"));
    assertThat(line(settings, null)).endsWith(": it works {\"site\":\"a\\\"b\"}\n");
  }

  @Test
  void saysInShortWhatWasThrown() {
    Exception thrown = new IllegalStateException("x", new IllegalArgumentException());
    assertThat(line(LogsConfig.DEFAULT, thrown).lines().skip(1))
        .satisfiesExactly(
            what -> assertThat(what).isEqualTo("java.lang.IllegalStateException: x"),
            where -> assertThat(where).startsWith("\tat io.spanweir.deploy.TextLinesTest."),
            cause -> assertThat(cause).isEqualTo("Caused by: java.lang.IllegalArgumentException"),
            where -> assertThat(where).startsWith("\tat io.spanweir.deploy.TextLinesTest."));
  }

  @Test
  void saysAllOrNothingOfItWhereThatIsWanted() {
    Exception thrown = new IllegalStateException("x");
    assertThat(line(Records.with(LogsConfig.DEFAULT, "development", true), thrown).lines())
        .hasSizeGreaterThan(3);
    assertThat(line(Records.with(LogsConfig.DEFAULT, "disableStacktrace", true), thrown).lines())
        .hasSize(1);
  }
}
