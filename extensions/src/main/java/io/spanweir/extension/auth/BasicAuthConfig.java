package io.spanweir.extension.auth;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Secret;
import org.jspecify.annotations.Nullable;

/** {@code basicauth}; keys of the OpenTelemetry Collector. */
@Description("Checks, or sends, a name and a password")
public record BasicAuthConfig(
    @Description("Who may send, for doors; absent for none") @Nullable Htpasswd htpasswd,
    @Description("Who we are, for exporters; absent for nobody") @Nullable Client clientAuth) {
  static final BasicAuthConfig DEFAULT = new BasicAuthConfig(null, null);

  public BasicAuthConfig {
    if (htpasswd != null && clientAuth != null) {
      throw new InvalidConfigException(
          "client_auth", "is given beside htpasswd", "an extension for each");
    }
  }

  /** Names and passwords as Apache's htpasswd writes them. */
  @Description("Names and passwords, a pair in each line as Apache's htpasswd writes them")
  public record Htpasswd(
      @Description("File with a name:password in each line, read again when it changes")
          String file,
      @Description("The same as text, over that of the file") Secret inline) {
    /** What holds where the block says nothing. */
    public static Htpasswd defaults() {
      return new Htpasswd("", new Secret(""));
    }
  }

  /** Who we are. */
  @Description("The name and the password that are sent")
  public record Client(
      @Description("The name") String username,
      @Description("The password") Secret password,
      @Description("File with the name, read again when it changes") String usernameFile,
      @Description("File with the password, read again when it changes") String passwordFile) {
    public Client {
      if (username.indexOf(':') >= 0) {
        throw new InvalidConfigException("username", "has a colon", "a name without one");
      }
    }

    /** What holds where the block says nothing. */
    public static Client defaults() {
      return new Client("", new Secret(""), "", "");
    }
  }
}
