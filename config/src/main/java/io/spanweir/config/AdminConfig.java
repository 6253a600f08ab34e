package io.spanweir.config;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where questions about decisions are answered: on the same machine, or not at all. */
@Description("Answers what became of a trace: GET /decisions, on loopback only.")
public record AdminConfig(
    @Description("Whether anything is answered.") boolean enabled,
    @Description(
            "host:port on loopback; absent, 127.0.0.1:13134, or nothing if somebody else has it.")
        @Nullable String address) {
  /**
   * Next to the health check of a Collector, and below the ports that systems lend to clients, so
   * that no connection happens to have it.
   */
  public static final int PORT_DEFAULT = 13_134;

  static final AdminConfig DEFAULT = new AdminConfig(true, null);

  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127(?:\\.\\d{1,3}){3}|\\[::1\\]):(\\d{1,5})");
  private static final int PORT_MAX = 65_535;

  public AdminConfig {
    if (address != null) {
      Matcher m = LOOPBACK.matcher(address);
      if (!m.matches() || Integer.parseInt(m.group(2)) > PORT_MAX) {
        throw new InvalidConfigException(
            "address",
            "is no address on loopback, and whoever can ask learns of every trace",
            "127.0.0.1:port, [::1]:port or localhost:port");
      }
    }
  }

  /** The host to listen on. */
  public String host() {
    return address == null ? "127.0.0.1" : address.substring(0, address.lastIndexOf(':'));
  }

  /** The port to listen on. */
  public int port() {
    return address == null
        ? PORT_DEFAULT
        : Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
