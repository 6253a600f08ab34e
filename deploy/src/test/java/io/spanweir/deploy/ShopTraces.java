package io.spanweir.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import zipkin2.Endpoint;
import zipkin2.Span;

/** A few traces of a shop, as its services send them to Zipkin. */
final class ShopTraces {
  /** Declined by the bank, after a slow query of the database. */
  static final String CHECKOUT = "7e1b6a1d0c5f4e2a9b3c8d7e6f504132";

  /** Slow by its database, otherwise well. */
  static final String HISTORY = "3c9f2b7a61d84e05b2a7c4d9e8f10b26";

  /** Quick, and not well. */
  static final String LOGIN = "a2d47c9be0134f68957d1c3b5e6f8a90";

  /** Quick and well: the one of which there are the most. */
  static final String BROWSE = "5d8e3f1a2b4c4d6e8f90a1b2c3d4e5f6";

  private final long nowMicros;
  private final List<Span> spans = new ArrayList<>();
  private String trace = "";
  private long startMicros;
  private int ids;

  private ShopTraces(long nowMillis) {
    nowMicros = nowMillis * 1000;
  }

  /** All spans, of traces that ended in the seconds before now. */
  static List<Span> before(long nowMillis) {
    ShopTraces shop = new ShopTraces(nowMillis);
    shop.checkout();
    shop.history();
    shop.login();
    shop.browse();
    return shop.spans;
  }

  private void begin(String id, long secondsAgo) {
    trace = id;
    startMicros = nowMicros - secondsAgo * 1_000_000;
  }

  private void checkout() {
    begin(CHECKOUT, 5);
    String root = served(null, "gateway", "post /checkout", 0, 1_420, "http.status_code", "402");
    call(root, "gateway", "auth", "post /token/verify", 8, 31, "http.status_code", "200");
    String user = call(root, "gateway", "user", "get /users/{id}", 46, 38, "user.tier", "gold");
    out(user, "user", "user-cache", "get", 51, 3, "cache.hit", "false");
    out(user, "user", "user-db", "select", 56, 22, "sql.query", "select * from users where id = ?");
    String order = call(root, "gateway", "order", "post /orders", 92, 1_315, "cart.items", "7");
    out(
        order,
        "order",
        "order-db",
        "select",
        104,
        868,
        "sql.query",
        "select * from stock where sku in (?) for update");
    out(
        order,
        "order",
        "order-db",
        "insert",
        977,
        14,
        "sql.query",
        "insert into orders values (?)");
    String pay =
        call(order, "order", "payment", "post /charge", 1_000, 390, "error", "card declined");
    out(pay, "payment", "bank", "post /authorize", 1_012, 361, "http.status_code", "402");
  }

  private void history() {
    begin(HISTORY, 9);
    String root = served(null, "gateway", "get /orders", 0, 934, "http.status_code", "200");
    call(root, "gateway", "auth", "post /token/verify", 6, 24, "http.status_code", "200");
    String order =
        call(root, "gateway", "order", "get /orders", 33, 890, "http.status_code", "200");
    out(
        order,
        "order",
        "order-db",
        "select",
        41,
        871,
        "sql.query",
        "select * from orders where user = ?");
  }

  private void login() {
    begin(LOGIN, 13);
    String root = served(null, "gateway", "post /login", 0, 57, "http.status_code", "500");
    String auth =
        call(root, "gateway", "auth", "post /token", 5, 47, "error", "no key to sign with");
    call(auth, "auth", "user", "get /users/{id}", 9, 19, "user.tier", "basic");
  }

  private void browse() {
    begin(BROWSE, 17);
    String root = served(null, "gateway", "get /products", 0, 23, "http.status_code", "200");
    call(root, "gateway", "auth", "post /token/verify", 3, 9, "http.status_code", "200");
  }

  /** A call between two services that both report: two spans. @return the id of the callee's */
  private String call(
      String parent, String from, String to, String name, long at, long took, String... tag) {
    String client = span(parent, Span.Kind.CLIENT, from, to, name, at, took, tag);
    return span(client, Span.Kind.SERVER, to, null, name, at + 1, took - 2, tag);
  }

  /** A call of something that doesn't report. */
  private void out(
      String parent, String from, String to, String name, long at, long took, String... tag) {
    span(parent, Span.Kind.CLIENT, from, to, name, at, took, tag);
  }

  private String served(
      String parent, String service, String name, long at, long took, String... tag) {
    return span(parent, Span.Kind.SERVER, service, null, name, at, took, tag);
  }

  private String span(
      String parent,
      Span.Kind kind,
      String service,
      String remote,
      String name,
      long at,
      long took,
      String... tag) {
    String id = String.format("%016x", ++ids);
    Span.Builder span =
        Span.newBuilder()
            .traceId(trace)
            .id(id)
            .parentId(parent)
            .kind(kind)
            .name(name)
            .timestamp(startMicros + at * 1000)
            .duration(took * 1000)
            .localEndpoint(Endpoint.newBuilder().serviceName(service).ip("10.0.0.7").build())
            .putTag(tag[0], tag[1]);
    if (remote != null) {
      span.remoteEndpoint(Endpoint.newBuilder().serviceName(remote).build());
    }
    if (name.startsWith("post ") || name.startsWith("get /")) {
      int space = name.indexOf(' ');
      span.putTag("http.method", name.substring(0, space).toUpperCase(Locale.ROOT));
      span.putTag("http.path", name.substring(space + 1));
    }
    spans.add(span.build());
    return id;
  }
}
