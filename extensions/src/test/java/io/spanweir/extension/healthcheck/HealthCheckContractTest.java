package io.spanweir.extension.healthcheck;

import io.spanweir.core.component.Extension;
import io.spanweir.core.component.Settings;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.contract.ExtensionContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** The same port again and again: an end leaves it to the next one. */
class HealthCheckContractTest extends ExtensionContract {
  private final int port = freePort();

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected Extension create(Settings settings) {
    HealthCheckFactory factory = new HealthCheckFactory();
    return factory.create(
        settings, Records.with(factory.defaultConfig(), "endpoint", "127.0.0.1:" + port));
  }
}
