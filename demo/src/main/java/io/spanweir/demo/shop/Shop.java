package io.spanweir.demo.shop;

import io.spanweir.demo.shop.Step.Part;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A shop: gateway, auth, user, order, payment, and email behind a topic. The services call each
 * other in this process, with the headers that they would send; their spans go out through the
 * client library of each, over HTTP. Any number of requests may be under way at a time.
 */
public final class Shop implements AutoCloseable {
  /** How long the libraries gather spans before they send them. */
  static final long REPORT_MILLIS = 500;

  private static final int OK = 200;
  private static final int PAYMENT_REQUIRED = 402;
  private static final int SLOW_MILLIS = 900;

  private final Service gateway;
  private final Service auth;
  private final Service user;
  private final Service order;
  private final Service payment;
  private final Service email;
  private final Topic orders;

  /**
   * @param zipkin where the services with Brave report, {@code http://host:port}
   * @param otlp where those with the OpenTelemetry SDK report
   */
  public Shop(String zipkin, String otlp) {
    gateway = new BraveService("gateway", zipkin);
    auth = new OtelService("auth", otlp);
    user = new BraveService("user", zipkin);
    order = new OtelService("order", otlp);
    payment = new OtelService("payment", otlp);
    email = new BraveService("email", zipkin);
    orders = new Topic("orders", this::email);
  }

  /** Somebody buys something; returns when the gateway has answered. */
  public Request checkout(long number, Story story) {
    long start = System.nanoTime();
    int status = OK;
    String traceId;
    try (Step step = gateway.receive(Part.SERVER, "POST /checkout", Map.of())) {
      traceId = step.traceId();
      step.tag("http.method", "POST").tag("http.path", "/checkout");
      work(2, 6);
      try (Step call = step.child(Part.CLIENT, "GET /token", "auth")) {
        auth(call.headers());
      }
      try (Step call = step.child(Part.CLIENT, "POST /orders", "order")) {
        call.tag("demo.request", Long.toString(number));
        try {
          order(call.headers(), story);
        } catch (CardDeclinedException e) {
          status = PAYMENT_REQUIRED;
          call.fail(e);
          step.fail(e);
        }
        call.httpStatus(status);
      }
      step.httpStatus(status);
    }
    return new Request(number, story, traceId, status, System.nanoTime() - start);
  }

  private void auth(Map<String, String> headers) {
    try (Step step = auth.receive(Part.SERVER, "GET /token", headers)) {
      work(2, 8);
      try (Step call = step.child(Part.CLIENT, "GET /users/{id}", "user")) {
        user(call.headers());
        call.httpStatus(OK);
      }
      step.httpStatus(OK);
    }
  }

  private void user(Map<String, String> headers) {
    try (Step step = user.receive(Part.SERVER, "GET /users/{id}", headers)) {
      try (Step call = step.child(Part.CLIENT, "GET user", "redis")) {
        call.tag("db.system", "redis");
        work(1, 3);
      }
      work(1, 4);
      step.httpStatus(OK);
    }
  }

  private void order(Map<String, String> headers, Story story) throws CardDeclinedException {
    try (Step step = order.receive(Part.SERVER, "POST /orders", headers)) {
      try {
        reserve(step, story);
        try (Step call = step.child(Part.CLIENT, "POST /payments", "payment")) {
          pay(call, story);
        }
        publish(step);
        step.httpStatus(OK);
      } catch (CardDeclinedException e) {
        step.fail(e);
        step.httpStatus(PAYMENT_REQUIRED);
        throw e;
      }
    }
  }

  private static void reserve(Step step, Story story) {
    try (Step query = step.child(Part.CLIENT, "SELECT stock", "postgresql")) {
      query
          .tag("db.system.name", "postgresql")
          .tag("db.query.text", "SELECT left FROM stock WHERE article = ? FOR UPDATE");
      if (story == Story.SLOW_DATABASE) {
        work(SLOW_MILLIS, SLOW_MILLIS + 500);
      } else {
        work(5, 25);
      }
    }
  }

  private void pay(Step call, Story story) throws CardDeclinedException {
    try (Step step = payment.receive(Part.SERVER, "POST /payments", call.headers())) {
      try (Step card = step.child(Part.CLIENT, "POST /charges", "card-network")) {
        work(15, 40);
        if (story == Story.CARD_DECLINED) {
          CardDeclinedException declined = new CardDeclinedException();
          for (Step failed : List.of(card, step, call)) {
            failed.fail(declined);
            failed.httpStatus(PAYMENT_REQUIRED);
          }
          throw declined;
        }
        card.httpStatus(OK);
      }
      step.httpStatus(OK);
    }
    call.httpStatus(OK);
  }

  private void publish(Step step) {
    try (Step send = step.child(Part.PRODUCER, "orders publish", "kafka")) {
      send.tag("messaging.system", "kafka").tag("messaging.destination.name", "orders");
      work(1, 3);
      orders.publish(send.headers());
    }
  }

  /** On the topic's thread, while the gateway may already have answered. */
  private void email(Map<String, String> headers) {
    try (Step step = email.receive(Part.CONSUMER, "orders process", headers)) {
      step.tag("messaging.system", "kafka").tag("messaging.destination.name", "orders");
      work(2, 6);
      try (Step mail = step.child(Part.CLIENT, "send confirmation", "smtp")) {
        mail.tag("mail.template", "order-confirmed");
        work(8, 20);
      }
    }
  }

  /** What a service does all day. */
  private static void work(int millisMin, int millisMax) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(millisMin, millisMax));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads the topic to its end and sends the spans that were not sent yet. */
  @Override
  public void close() {
    orders.close();
    List.of(gateway, auth, user, order, payment, email).forEach(Service::close);
  }
}
