package io.spanweir.extension.auth;

import io.spanweir.core.component.Extension;
import io.spanweir.core.component.Secret;
import io.spanweir.core.component.Settings;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.contract.ExtensionContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Each extension of this room, with a file to follow. */
class AuthContractTest {
  @TempDir static Path folder;

  private static String file() {
    try {
      return Files.writeString(folder.resolve("secret"), "ann:secret\n").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nested
  class OfBearerTokens extends ExtensionContract {
    @Override
    protected Extension create(Settings settings) {
      BearerTokenConfig config = Records.with(BearerTokenConfig.DEFAULT, "filename", file());
      return new BearerTokenFactory().create(settings, config);
    }
  }

  @Nested
  class OfServersPasswords extends ExtensionContract {
    @Override
    protected Extension create(Settings settings) {
      BasicAuthConfig.Htpasswd htpasswd = new BasicAuthConfig.Htpasswd(file(), new Secret(""));
      return new BasicAuthFactory().create(settings, new BasicAuthConfig(htpasswd, null));
    }
  }

  @Nested
  class OfClientsPasswords extends ExtensionContract {
    @Override
    protected Extension create(Settings settings) {
      BasicAuthConfig.Client client = new BasicAuthConfig.Client("ann", new Secret(""), "", file());
      return new BasicAuthFactory().create(settings, new BasicAuthConfig(null, client));
    }
  }

  @Nested
  class OfHeaders extends ExtensionContract {
    @Override
    protected Extension create(Settings settings) {
      HeadersSetterConfig.Header header =
          new HeadersSetterConfig.Header(
              HeadersSetterConfig.Action.UPSERT, "x", new Secret(""), file(), "", new Secret(""));
      return new HeadersSetterFactory()
          .create(settings, new HeadersSetterConfig(List.of(header), null));
    }
  }
}
