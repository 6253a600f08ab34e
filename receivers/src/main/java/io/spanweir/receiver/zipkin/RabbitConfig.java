package io.spanweir.receiver.zipkin;

import com.rabbitmq.client.Address;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Secret;
import io.spanweir.core.door.ConfigChecks;
import java.util.List;

/** {@code rabbitmq}: a key of ours; what is in it a Zipkin server calls RABBIT_QUEUE and so on. */
@Description("Spans out of a queue of RabbitMQ, or another broker of AMQP 0-9-1")
public record RabbitConfig(
    @Description("Brokers of the cluster, each as host:port or host; one of them is connected to")
        List<String> addresses,
    @Description("The queue; made, and durable, if it isn't there") String queue,
    @Description("Who to log in as") String username,
    @Description("The password") Secret password,
    @Description("Where in the broker the queue is") String virtualHost,
    @Description("Messages read at a time, each in a thread of its own") int concurrency,
    @Description("TLS, with certificates that this machine's Java trusts for the broker's name")
        boolean useSsl) {
  private static final int CONCURRENCY_MAX = 64;
  private static final int NAME_BYTES_MAX = 255;

  public RabbitConfig {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new InvalidConfigException("addresses", "is empty", "at least one host:port");
    }
    addresses.forEach(RabbitConfig::address);
    if (queue.isEmpty() || queue.length() > NAME_BYTES_MAX) {
      throw new InvalidConfigException(
          "queue", "has " + queue.length() + " characters", "1 to " + NAME_BYTES_MAX);
    }
    ConfigChecks.range("concurrency", concurrency, 1, CONCURRENCY_MAX);
  }

  /** What holds where the file says nothing. */
  public static RabbitConfig defaults() {
    return new RabbitConfig(
        List.of("localhost:5672"), "zipkin", "guest", new Secret("guest"), "/", 1, false);
  }

  List<Address> brokers() {
    return addresses.stream().map(RabbitConfig::address).toList();
  }

  private static Address address(String text) {
    try {
      Address address = Address.parseAddress(text.strip());
      if (!address.getHost().isBlank() && address.getPort() <= 65_535) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw invalid(text);
    }
    throw invalid(text);
  }

  private static InvalidConfigException invalid(String text) {
    return new InvalidConfigException(
        "addresses", "has \"" + text + "\"", "host:port, such as rabbitmq:5672");
  }
}
