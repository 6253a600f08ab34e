package io.spanweir.extension.auth;

import io.spanweir.core.component.Extension;
import java.io.IOException;
import java.util.List;

/** What the extensions of this room have in common: files that are read while they run. */
abstract class AuthExtension implements Extension {
  private final List<SecretFile> files;

  AuthExtension(List<SecretFile> files) {
    this.files = List.copyOf(files);
  }

  @Override
  public void start() throws IOException {
    for (SecretFile file : files) {
      file.start();
    }
  }

  @Override
  public void shutdown(long deadlineNanos) {
    files.forEach(SecretFile::stop);
  }

  @Override
  public boolean isShutDown() {
    return true;
  }
}
