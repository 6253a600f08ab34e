package io.spanweir.exporter.zipkin;

/** One side of a span: who, and where. A flyweight. One thread. */
final class Endpoint {
  private static final int PORT_MAX = 65_535;

  private final Text service = new Text();
  private final Address v4 = new Address();
  private final Address v6 = new Address();
  private int port;

  void clear() {
    service.clear();
    v4.clear();
    v6.clear();
    port = 0;
  }

  boolean isEmpty() {
    return service.isEmpty() && v4.isEmpty() && v6.isEmpty() && port == 0;
  }

  /** In lower case. */
  Text service() {
    return service;
  }

  void service(Text name) {
    service.setLower(name.bytes(), name.at(), name.length());
  }

  /** Empty if there is none. */
  Address v4() {
    return v4;
  }

  /** Empty if there is none. */
  Address v6() {
    return v6;
  }

  /** 0 if there is none. */
  int port() {
    return port;
  }

  /**
   * Takes an address.
   *
   * @return false if it is none; then nothing was taken
   */
  boolean takeIp(Text text) {
    if (v4.readV4(text)) {
      return true;
    }
    if (!v6.readV6(text)) {
      return false;
    }
    if (v6.bytes().length == Address.V4_BYTES) {
      v4.set(v6);
      v6.clear();
    }
    return true;
  }

  /**
   * Takes a port.
   *
   * @return false if it is none; then nothing was taken
   */
  boolean takePort(long number) {
    if (number <= 0 || number > PORT_MAX) {
      return false;
    }
    port = (int) number;
    return true;
  }
}
