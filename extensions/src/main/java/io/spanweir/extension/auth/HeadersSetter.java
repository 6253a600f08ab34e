package io.spanweir.extension.auth;

import io.spanweir.core.component.ClientAuthenticator;
import io.spanweir.core.component.ExtensionRef;
import io.spanweir.core.component.Secret;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.ClientInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code headers_setter}: fixed headers, those of another extension, and those that the spans came
 * with. Any thread.
 */
final class HeadersSetter extends AuthExtension implements ClientAuthenticator {
  private final Settings settings;
  private final @Nullable ExtensionRef additional;
  private final Map<String, Secret> own = new LinkedHashMap<>();
  private final List<HeadersSetterConfig.Header> fromContext = new ArrayList<>();
  private @Nullable ClientAuthenticator other;
  private volatile Map<String, Secret> othersSeen = Map.of();
  private volatile Map<String, Secret> sent = Map.of();

  static HeadersSetter create(Settings settings, HeadersSetterConfig config) {
    HeadersSetter[] made = new HeadersSetter[1];
    List<SecretFile> files = new ArrayList<>();
    int index = 0;
    for (HeadersSetterConfig.Header header : config.headers()) {
      String path = "extensions::" + settings.id() + "::headers[" + index++ + "]::value_file";
      if (!header.valueFile().isEmpty()) {
        files.add(
            new SecretFile(
                settings, path, header.valueFile(), lines -> made[0].put(header.key(), lines)));
      }
    }
    made[0] = new HeadersSetter(settings, config, files);
    return made[0];
  }

  private HeadersSetter(Settings settings, HeadersSetterConfig config, List<SecretFile> files) {
    super(files);
    this.settings = settings;
    additional = config.additionalAuth();
    for (HeadersSetterConfig.Header header : config.headers()) {
      if (header.fromContext().isEmpty()) {
        own.put(header.key().toLowerCase(Locale.ROOT), header.value());
      } else {
        fromContext.add(header);
      }
    }
    join();
  }

  @Override
  public void start() throws IOException {
    super.start();
    if (additional != null) {
      other =
          settings
              .extensions()
              .find(
                  additional,
                  ClientAuthenticator.class,
                  "extensions::" + settings.id() + "::additional_auth",
                  "an extension that says who we are, such as bearertokenauth");
    }
  }

  private synchronized void put(String key, List<String> lines) {
    String first = lines.isEmpty() ? "" : lines.get(0);
    if (HeaderRules.isValue(first)) {
      own.put(key.toLowerCase(Locale.ROOT), new Secret(first));
      join();
    }
  }

  private synchronized void join() {
    Map<String, Secret> all = new LinkedHashMap<>(othersSeen);
    all.putAll(own);
    sent = Map.copyOf(all);
  }

  @Override
  public Map<String, Secret> headers() {
    ClientAuthenticator asked = other;
    if (asked != null) {
      Map<String, Secret> others = asked.headers();
      if (others != othersSeen) {
        othersSeen = others;
        join();
      }
    }
    return sent;
  }

  @Override
  public Map<String, Secret> headers(@Nullable ClientInfo client) {
    Map<String, Secret> fixed = headers();
    if (fromContext.isEmpty()) {
      return fixed;
    }
    Map<String, Secret> all = new LinkedHashMap<>(fixed);
    for (HeadersSetterConfig.Header header : fromContext) {
      Secret value = value(header, client);
      if (!value.reveal().isEmpty()) {
        all.put(header.key().toLowerCase(Locale.ROOT), value);
      }
    }
    return all;
  }

  /** A sender that says two things says nothing: nobody may choose whose spans these are. */
  private static Secret value(HeadersSetterConfig.Header header, @Nullable ClientInfo client) {
    List<String> values =
        client == null ? List.of() : client.values(header.fromContext().toLowerCase(Locale.ROOT));
    return values.size() == 1 && HeaderRules.isValue(values.get(0))
        ? new Secret(values.get(0))
        : header.defaultValue();
  }
}
