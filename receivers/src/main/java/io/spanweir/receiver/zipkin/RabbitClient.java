package io.spanweir.receiver.zipkin;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** How a broker is talked to. Calls block; on the threads that it is given. */
final class RabbitClient {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int HEARTBEAT_SECONDS = 30;

  /** Messages that a consumer may have without a word about them: what it holds in memory. */
  private static final int PREFETCH = 16;

  private static final int MESSAGE_BYTES_MAX = 64 << 20;

  private final RabbitConfig config;
  private final ExecutorService threads;
  private final ConnectionFactory factory = new ConnectionFactory();

  /**
   * @param threads where messages are handed over
   */
  RabbitClient(RabbitConfig config, ExecutorService threads, int bodyBytesMax) {
    this.config = config;
    this.threads = threads;
    factory.useBlockingIo();
    factory.setUsername(config.username());
    factory.setPassword(config.password().reveal());
    factory.setVirtualHost(config.virtualHost());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setConnectionTimeout(CONNECT_MILLIS);
    factory.setChannelRpcTimeout(CONNECT_MILLIS);
    factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
    // A longer one ends the connection, so those that are only too long must not be among them.
    factory.setMaxInboundMessageBodySize(Math.max(MESSAGE_BYTES_MAX, bodyBytesMax));
    factory.setThreadFactory(new DefaultThreadFactory("rabbitmq-io", true));
    factory.setSharedExecutor(threads);
    factory.setExceptionHandler(new Quiet());
  }

  /** What went wrong the door says, once. */
  private static final class Quiet extends ForgivingExceptionHandler {
    @Override
    protected void log(String message, Throwable e) {}
  }

  Connection connect() throws IOException, TimeoutException {
    if (config.useSsl()) {
      try {
        factory.useSslProtocol(SSLContext.getDefault());
        factory.enableHostnameVerification();
      } catch (NoSuchAlgorithmException e) {
        throw new IOException("this machine's Java has no TLS", e);
      }
    }
    return factory.newConnection(threads, config.brokers(), "spanweir");
  }

  /** Consumes the queue on a channel of its own. */
  Channel consume(Connection connection, Function<Channel, Consumer> consumer)
      throws IOException, TimeoutException {
    declare(connection);
    Channel channel = connection.createChannel();
    channel.basicQos(PREFETCH);
    channel.basicConsume(config.queue(), false, consumer.apply(channel));
    return channel;
  }

  /** Asks first, since one that is there may be of another kind. */
  private void declare(Connection connection) throws IOException, TimeoutException {
    Channel channel = connection.createChannel();
    try {
      channel.queueDeclarePassive(config.queue());
    } catch (IOException e) {
      if (!isNotFound(e)) {
        throw e;
      }
      // The question has ended its channel.
      channel = connection.createChannel();
      channel.queueDeclare(config.queue(), true, false, false, null);
    }
    channel.close();
  }

  private static boolean isNotFound(IOException e) {
    return e.getCause() instanceof ShutdownSignalException shutdown
        && shutdown.getReason() instanceof AMQP.Channel.Close close
        && close.getReplyCode() == AMQP.NOT_FOUND;
  }

  /** In a line, for the operator. */
  static String reason(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
