package io.spanweir.deploy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import io.spanweir.config.LogsConfig;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;

/**
 * A log line as a JSON object with the members that the Collector's lines have: level, ts in
 * seconds since 1970, logger, caller, msg, stacktrace, then the fields of every line.
 */
final class JsonLines extends LayoutBase<ILoggingEvent> {
  private static final int MILLIS_DIGITS = 3;

  private final LogsConfig settings;

  JsonLines(LogsConfig settings) {
    this.settings = settings;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(256).append('{');
    member("level", event.getLevel().toString().toLowerCase(Locale.ROOT), line);
    line.append(",\"ts\":").append(BigDecimal.valueOf(event.getTimeStamp(), MILLIS_DIGITS));
    member("logger", event.getLoggerName(), line);
    StackTraceElement[] callers = settings.disableCaller() ? null : event.getCallerData();
    if (callers != null && callers.length > 0) {
      member("caller", callers[0].getFileName() + ":" + callers[0].getLineNumber(), line);
    }
    member("msg", String.valueOf(event.getFormattedMessage()), line);
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null && !settings.disableStacktrace()) {
      member("stacktrace", ThrowableProxyUtil.asString(thrown), line);
    }
    settings.initialFields().forEach((key, value) -> member(key, value, line));
    return line.append("}\n").toString();
  }

  /** Fields as an object, as they stand at the end of a line of text. */
  static String object(Map<String, String> fields) {
    StringBuilder out = new StringBuilder("{");
    fields.forEach((key, value) -> member(key, value, out));
    return out.append('}').toString();
  }

  private static void member(String key, String value, StringBuilder out) {
    if (out.length() > 1) {
      out.append(',');
    }
    JsonText.quote(key, out);
    out.append(':');
    JsonText.quote(value, out);
  }
}
