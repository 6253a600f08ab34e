package io.spanweir.deploy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.spanweir.config.LogsConfig;
import org.slf4j.Logger;

/**
 * Own logs until the configuration is read: lines to stderr, libraries at warnings. Logback finds
 * it as a service; a file would have it read XML, which takes a sixth of a start. One that {@code
 * -Dlogback.configurationFile} names goes before it.
 */
public final class FirstLogs extends ContextAwareBase implements Configurator {
  private static final String FILE = "logback.configurationFile";

  @Override
  public ExecutionStatus configure(LoggerContext logs) {
    if (System.getProperty(FILE) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    ch.qos.logback.classic.Logger root = logs.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    OwnLogs.append(OwnLogs.appender(LogsConfig.STDERR), new TextLines(LogsConfig.DEFAULT), root);
    logs.getLogger("io.netty").setLevel(Level.WARN);
    // gRPC asks every connection for a keep-alive of TCP; one of a Unix socket has none, and says
    // so each time.
    logs.getLogger("io.netty.bootstrap").setLevel(Level.ERROR);
    logs.getLogger("io.grpc").setLevel(Level.WARN);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
