package io.spanweir.receiver.zipkin;

import io.spanweir.testkit.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.qpid.server.SystemLauncher;

/** A broker of AMQP 0-9-1 in this process, with guest and guest; nothing of it stays. */
final class AmqpBroker implements AutoCloseable {
  private static final String CONFIG =
      """
      {"name": "test", "modelVersion": "9.1",
       "authenticationproviders": [{"name": "plain", "type": "Plain", "secureOnlyMechanisms": [],
         "users": [{"name": "guest", "type": "managed", "password": "guest"}]}],
       "ports": [{"name": "AMQP", "port": "%d", "bindingAddress": "127.0.0.1",
         "authenticationProvider": "plain", "protocols": ["AMQP_0_9_1"],
         "virtualhostaliases": [{"name": "nameAlias", "type": "nameAlias"},
           {"name": "defaultAlias", "type": "defaultAlias"},
           {"name": "hostnameAlias", "type": "hostnameAlias"}]}],
       "virtualhostnodes": [{"name": "default", "type": "Memory", "defaultVirtualHostNode": "true",
         "virtualHostInitialConfiguration": "{\\"type\\": \\"Memory\\"}"}]}
      """;

  private final SystemLauncher launcher = new SystemLauncher();
  private final int port;

  AmqpBroker(Path folder) throws Exception {
    port = Ports.free();
    Path config = Files.writeString(folder.resolve("broker.json"), CONFIG.formatted(port));
    launcher.startup(
        Map.of(
            "type",
            "Memory",
            "initialConfigurationLocation",
            config.toUri().toURL().toString(),
            "startupLoggedToSystemOut",
            "false",
            "context",
            Map.of("qpid.work_dir", folder.toString())));
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    launcher.shutdown();
  }
}
