package io.spanweir.extension.auth;

import io.spanweir.core.component.Extension;
import io.spanweir.core.component.ExtensionFactory;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Settings;
import java.util.List;

/** Makes {@code basicauth} extensions. */
public final class BasicAuthFactory implements ExtensionFactory<BasicAuthConfig> {
  @Override
  public String type() {
    return "basicauth";
  }

  @Override
  public List<String> aliases() {
    return List.of("basic_auth");
  }

  @Override
  public Class<BasicAuthConfig> configType() {
    return BasicAuthConfig.class;
  }

  @Override
  public BasicAuthConfig defaultConfig() {
    return BasicAuthConfig.DEFAULT;
  }

  /**
   * @throws InvalidConfigException without anybody
   */
  @Override
  public Extension create(Settings settings, BasicAuthConfig config) {
    BasicAuthConfig.Htpasswd htpasswd = config.htpasswd();
    if (htpasswd != null) {
      if (htpasswd.file().isEmpty() && htpasswd.inline().reveal().isBlank()) {
        throw new InvalidConfigException("htpasswd", "names nobody", "file, inline or both");
      }
      return BasicAuthServer.create(settings, htpasswd);
    }
    BasicAuthConfig.Client client = config.clientAuth();
    if (client == null) {
      throw new InvalidConfigException("htpasswd", "is missing", "htpasswd or client_auth");
    }
    if (client.username().isEmpty() && client.usernameFile().isEmpty()) {
      throw new InvalidConfigException(
          "client_auth.username", "is missing", "username or username_file");
    }
    return BasicAuthClient.create(settings, client);
  }
}
