package io.spanweir.deploy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.status.OnPrintStreamStatusListenerBase;
import ch.qos.logback.core.status.Status;
import io.spanweir.config.LogsConfig;
import io.spanweir.core.component.StartException;
import io.spanweir.core.runtime.MachineTouch;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts own logs where the configuration wants them; libraries stay at warnings. */
@MachineTouch
final class OwnLogs {
  private static final String PATH = "service::telemetry::logs::";

  private final LogsConfig settings;
  private final LoggerContext context;
  private final PrintStream out;
  private final PrintStream err;

  private OwnLogs(LogsConfig settings, LoggerContext context, PrintStream out, PrintStream err) {
    this.settings = settings;
    this.context = context;
    this.out = out;
    this.err = err;
  }

  /**
   * @throws StartException when a file can't be written
   */
  static void set(LogsConfig settings, PrintStream out, PrintStream err) throws StartException {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
      root.setLevel(Level.toLevel(settings.level().name()));
      if (!settings.isPlain()) {
        new OwnLogs(settings, context, out, err).replace(root);
      }
    }
  }

  private void replace(ch.qos.logback.classic.Logger root) throws StartException {
    for (String path : settings.outputPaths()) {
      PrintStream probed = open(path, "output_paths");
      if (probed != out && probed != err) {
        probed.close();
      }
    }
    for (String path : settings.errorOutputPaths()) {
      Troubles troubles = new Troubles(open(path, "error_output_paths"));
      context.getStatusManager().add(troubles);
    }
    root.detachAndStopAllAppenders();
    for (String path : settings.outputPaths()) {
      append(appender(path), layout(), root);
    }
  }

  /** Has a log write its lines there from now on. */
  static void append(
      OutputStreamAppender<ILoggingEvent> appender,
      Layout<ILoggingEvent> layout,
      ch.qos.logback.classic.Logger logger) {
    LoggerContext context = logger.getLoggerContext();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    logger.addAppender(appender);
  }

  private Layout<ILoggingEvent> layout() {
    return settings.encoding() == LogsConfig.Encoding.JSON
        ? new JsonLines(settings)
        : new TextLines(settings);
  }

  static OutputStreamAppender<ILoggingEvent> appender(String path) {
    boolean stdout = path.equals(LogsConfig.STDOUT);
    if (stdout || path.equals(LogsConfig.STDERR)) {
      ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
      console.setTarget(stdout ? "System.out" : "System.err");
      return console;
    }
    FileAppender<ILoggingEvent> file = new FileAppender<>();
    file.setFile(path);
    return file;
  }

  /** Opens a file for more text: what can't be written is said at the start, with its key. */
  private PrintStream open(String path, String key) throws StartException {
    if (path.equals(LogsConfig.STDOUT) || path.equals(LogsConfig.STDERR)) {
      return path.equals(LogsConfig.STDOUT) ? out : err;
    }
    try {
      return new PrintStream(new FileOutputStream(path, true), true, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StartException(
          PATH + key, path + " can't be written", "stdout, stderr, or a file that can", e);
    }
  }

  /** Says that lines could not be written. */
  private static final class Troubles extends OnPrintStreamStatusListenerBase {
    private final PrintStream where;

    Troubles(PrintStream where) {
      this.where = where;
    }

    @Override
    protected PrintStream getPrintStream() {
      return where;
    }

    @Override
    public void addStatusEvent(Status status) {
      if (status.getEffectiveLevel() >= Status.WARN) {
        where.println("own logs: " + status.getMessage());
      }
    }
  }
}
