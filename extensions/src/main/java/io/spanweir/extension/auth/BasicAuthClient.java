package io.spanweir.extension.auth;

import io.spanweir.core.component.ClientAuthenticator;
import io.spanweir.core.component.Secret;
import io.spanweir.core.component.Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** {@code basicauth} of an exporter. Any thread. */
final class BasicAuthClient extends AuthExtension implements ClientAuthenticator {
  private String name;
  private String password;
  private volatile Map<String, Secret> sent;

  static BasicAuthClient create(Settings settings, BasicAuthConfig.Client config) {
    BasicAuthClient[] made = new BasicAuthClient[1];
    String path = "extensions::" + settings.id() + "::client_auth::";
    List<SecretFile> files = new ArrayList<>();
    if (!config.usernameFile().isEmpty()) {
      files.add(
          new SecretFile(
              settings,
              path + "username_file",
              config.usernameFile(),
              lines -> made[0].put(lines, true)));
    }
    if (!config.passwordFile().isEmpty()) {
      files.add(
          new SecretFile(
              settings,
              path + "password_file",
              config.passwordFile(),
              lines -> made[0].put(lines, false)));
    }
    made[0] = new BasicAuthClient(config, files);
    return made[0];
  }

  private BasicAuthClient(BasicAuthConfig.Client config, List<SecretFile> files) {
    super(files);
    name = config.username();
    password = config.password().reveal();
    sent = header();
  }

  private synchronized void put(List<String> lines, boolean isName) {
    String first = lines.isEmpty() ? "" : lines.get(0);
    if (isName) {
      name = first;
    } else {
      password = first;
    }
    sent = header();
  }

  private Map<String, Secret> header() {
    byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
    return Map.of("authorization", new Secret("Basic " + Base64.getEncoder().encodeToString(pair)));
  }

  @Override
  public Map<String, Secret> headers() {
    return sent;
  }
}
