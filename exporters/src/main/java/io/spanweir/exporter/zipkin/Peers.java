package io.spanweir.exporter.zipkin;

/** Finds both sides of a span in its attributes. A flyweight. One thread. */
final class Peers {
  private final Endpoint local = new Endpoint();
  private final Endpoint remote = new Endpoint();

  Endpoint local() {
    return local;
  }

  Endpoint remote() {
    return remote;
  }

  /**
   * @param service the resource's
   * @param calls whether the span calls somebody: client and producer
   * @param slots those it uses up are cleared; what is left in them is a tag
   */
  void read(Text service, boolean calls, Slot[] slots) {
    local.clear();
    remote.clear();
    local.service(service);
    address(slots, local, Key.LOCAL_ADDRESS, Key.ZIPKIN_LOCAL_IP, Key.LOCAL_IPV6);
    port(slots, local, Key.LOCAL_PORT, Key.ZIPKIN_LOCAL_PORT);
    service(slots, calls);
    address(slots, remote, Key.PEER_ADDRESS, Key.ZIPKIN_REMOTE_IP, Key.REMOTE_IPV6);
    port(slots, remote, Key.PEER_PORT, Key.ZIPKIN_REMOTE_PORT);
  }

  private static Slot slot(Slot[] slots, Key key) {
    return slots[key.ordinal()];
  }

  private void service(Slot[] slots, boolean calls) {
    Slot own = slot(slots, Key.ZIPKIN_REMOTE_SERVICE);
    Slot usual = slot(slots, Key.PEER_SERVICE);
    Slot used = own.isText() ? own : usual;
    if (used.isText()) {
      remote.service(used.text());
      used.clear();
    } else if (calls) {
      ranked(slots);
    }
  }

  private void ranked(Slot[] slots) {
    for (int i = Key.SERVER_ADDRESS.ordinal(); i < slots.length; i++) {
      if (slots[i].isText() && !slots[i].text().isEmpty()) {
        remote.service(slots[i].text());
        return;
      }
    }
  }

  private static void address(Slot[] slots, Endpoint side, Key usual, Key own, Key second) {
    Slot used = slot(slots, slot(slots, own).isText() ? own : usual);
    if (used.isText() && (used.text().isEmpty() || side.takeIp(used.text()))) {
      used.clear();
    }
    Slot more = slot(slots, second);
    if (more.isText() && side.v6().isEmpty() && side.takeIp(more.text())) {
      more.clear();
    }
  }

  private static void port(Slot[] slots, Endpoint side, Key usual, Key own) {
    Slot used = slot(slots, slot(slots, own).isInt() ? own : usual);
    if (used.isThere() && (used.number() == 0 || side.takePort(used.number()))) {
      used.clear();
    }
  }
}
