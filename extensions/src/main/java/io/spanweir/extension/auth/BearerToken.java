package io.spanweir.extension.auth;

import io.spanweir.core.component.ClientAuthenticator;
import io.spanweir.core.component.Secret;
import io.spanweir.core.component.ServerAuthenticator;
import io.spanweir.core.component.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code bearertokenauth}: one of the tokens in a header. Any thread. */
final class BearerToken extends AuthExtension implements ServerAuthenticator, ClientAuthenticator {
  private final String header;
  private final String prefix;
  private final String scheme;

  /** What a token comes to, and what is sent; replaced as one when the file changes. */
  private record Known(List<byte[]> values, Map<String, Secret> sent) {}

  private volatile Known known = new Known(List.of(), Map.of());

  static BearerToken create(Settings settings, BearerTokenConfig config) {
    BearerToken[] made = new BearerToken[1];
    String path = "extensions::" + settings.id() + "::filename";
    List<SecretFile> files =
        config.filename().isEmpty()
            ? List.of()
            : List.of(
                new SecretFile(settings, path, config.filename(), lines -> made[0].put(lines)));
    made[0] = new BearerToken(config, files);
    return made[0];
  }

  private BearerToken(BearerTokenConfig config, List<SecretFile> files) {
    super(files);
    header = config.header().toLowerCase(Locale.ROOT);
    scheme = config.scheme();
    prefix = scheme.isEmpty() ? "" : scheme + " ";
    if (!config.token().reveal().isEmpty()) {
      put(List.of(config.token().reveal()));
    } else {
      put(config.tokens().stream().map(Secret::reveal).toList());
    }
  }

  private void put(List<String> tokens) {
    List<String> good = tokens.stream().filter(HeaderRules::isValue).toList();
    known =
        new Known(
            good.stream().map(one -> (prefix + one).getBytes(StandardCharsets.UTF_8)).toList(),
            good.isEmpty() ? Map.of() : Map.of(header, new Secret(prefix + good.get(0))));
  }

  /** Looks at every token, so that the time it takes says nothing about which one is near. */
  @Override
  public @Nullable String refusal(Headers headers) {
    String value = headers.get(header);
    if (value == null) {
      return "the header " + header + " is missing";
    }
    byte[] given = value.getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    for (byte[] one : known.values) {
      found |= MessageDigest.isEqual(one, given);
    }
    return found ? null : "the token in the header " + header + " is not known";
  }

  @Override
  public String challenge() {
    return scheme;
  }

  @Override
  public Map<String, Secret> headers() {
    return known.sent;
  }
}
