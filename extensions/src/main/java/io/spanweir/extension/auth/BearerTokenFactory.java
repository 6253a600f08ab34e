package io.spanweir.extension.auth;

import io.spanweir.core.component.Extension;
import io.spanweir.core.component.ExtensionFactory;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Settings;
import java.util.List;

/** Makes {@code bearertokenauth} extensions. */
public final class BearerTokenFactory implements ExtensionFactory<BearerTokenConfig> {
  @Override
  public String type() {
    return "bearertokenauth";
  }

  @Override
  public List<String> aliases() {
    return List.of("bearer_token_auth");
  }

  @Override
  public Class<BearerTokenConfig> configType() {
    return BearerTokenConfig.class;
  }

  @Override
  public BearerTokenConfig defaultConfig() {
    return BearerTokenConfig.DEFAULT;
  }

  /**
   * @throws InvalidConfigException without a token
   */
  @Override
  public Extension create(Settings settings, BearerTokenConfig config) {
    if (config.isEmpty()) {
      throw new InvalidConfigException("token", "is missing", "token, tokens or filename");
    }
    return BearerToken.create(settings, config);
  }
}
