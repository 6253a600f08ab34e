package io.spanweir.deploy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import io.spanweir.config.LogsConfig;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A log line as text: time with its zone, level, the logger's last name, what is said, the fields
 * of every line. What was thrown follows on lines of its own: in short, or whole for a developer.
 *
 * <p>Not logback's patterns, which take longer to be read than all else that a start does with its
 * log.
 */
final class TextLines extends LayoutBase<ILoggingEvent> {
  private static final int LEVEL_WIDTH = 5;

  private final DateTimeFormatter times =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
          .withZone(ZoneId.systemDefault());
  private final LogsConfig settings;
  private final String fields;

  TextLines(LogsConfig settings) {
    this.settings = settings;
    fields =
        settings.initialFields().isEmpty() ? "" : " " + JsonLines.object(settings.initialFields());
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    String level = event.getLevel().toString();
    String logger = event.getLoggerName();
    StringBuilder line = new StringBuilder(256);
    times.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    line.append(' ').append(level);
    line.append(" ".repeat(Math.max(0, LEVEL_WIDTH - level.length()) + 1));
    line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
    line.append(event.getFormattedMessage()).append(fields).append('\n');
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null && !settings.disableStacktrace()) {
      if (settings.development()) {
        line.append(ThrowableProxyUtil.asString(thrown));
      } else {
        inShort(thrown, line);
      }
    }
    return line.toString();
  }

  /** What it is and where, and the same of its causes. */
  private static void inShort(IThrowableProxy thrown, StringBuilder line) {
    String lead = "";
    for (IThrowableProxy one = thrown; one != null; one = one.getCause()) {
      line.append(lead).append(one.getClassName());
      if (one.getMessage() != null) {
        line.append(": ").append(one.getMessage());
      }
      line.append('\n');
      StackTraceElementProxy[] frames = one.getStackTraceElementProxyArray();
      if (frames != null && frames.length > 0) {
        line.append('\t').append(frames[0]).append('\n');
      }
      lead = "Caused by: ";
    }
  }
}
