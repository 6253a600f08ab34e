package io.spanweir.extension.auth;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Secret;
import java.util.List;

/** {@code bearertokenauth}; keys of the OpenTelemetry Collector. */
@Description("Checks, or sends, a token in a header")
public record BearerTokenConfig(
    @Description("The header that holds it") String header,
    @Description("What stands before the token, with a space; empty for nothing") String scheme,
    @Description("The token") Secret token,
    @Description("Tokens of which a sender may have any; the first is the one that is sent")
        List<Secret> tokens,
    @Description("File with a token in each line, read again when it changes") String filename) {
  static final BearerTokenConfig DEFAULT =
      new BearerTokenConfig("Authorization", "Bearer", new Secret(""), List.of(), "");

  public BearerTokenConfig {
    tokens = List.copyOf(tokens);
    HeaderRules.checkName("header", header);
    int given =
        (token.reveal().isEmpty() ? 0 : 1)
            + (tokens.isEmpty() ? 0 : 1)
            + (filename.isEmpty() ? 0 : 1);
    if (given > 1) {
      throw new InvalidConfigException("token", "is given twice", "token, tokens or filename");
    }
    HeaderRules.checkValue("token", token);
    tokens.forEach(one -> HeaderRules.checkValue("tokens", one));
  }

  boolean isEmpty() {
    return token.reveal().isEmpty() && tokens.isEmpty() && filename.isEmpty();
  }
}
