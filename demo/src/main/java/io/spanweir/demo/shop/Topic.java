package io.spanweir.demo.shop;

import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** A topic of a broker that is not there: messages with headers, one consumer with a thread. */
final class Topic implements AutoCloseable {
  private static final long CLOSE_MILLIS = 5_000;
  private static final Map<String, String> END = Map.of("end", "");

  private final LinkedBlockingQueue<Map<String, String>> messages = new LinkedBlockingQueue<>();
  private final Thread consumer;

  Topic(String name, Consumer<Map<String, String>> reader) {
    consumer = new Thread(() -> consume(reader), name);
    consumer.setDaemon(true);
    consumer.start();
  }

  /** Hands on the headers of a message; what else would be in it is nobody's business here. */
  void publish(Map<String, String> headers) {
    messages.add(headers);
  }

  private void consume(Consumer<Map<String, String>> reader) {
    try {
      for (Map<String, String> next = messages.take(); next != END; next = messages.take()) {
        reader.accept(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until all that was published has been read. */
  @Override
  public void close() {
    messages.add(END);
    try {
      consumer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
