package io.spanweir.clients;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

  AmqpBroker(Path folder, int port) throws Exception {
    this.port = port;
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

  /** Waits until somebody has made a queue: what is sent before is lost. */
  void awaitQueue(String name) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(port);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    try (Connection connection = factory.newConnection()) {
      while (!hasQueue(connection, name)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("nobody makes the queue " + name);
        }
        Thread.sleep(20);
      }
    }
  }

  private static boolean hasQueue(Connection connection, String name) {
    try {
      connection.createChannel().queueDeclarePassive(name);
      return true;
    } catch (IOException e) {
      return false; // and the channel with it
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    launcher.shutdown();
  }
}
