package io.spanweir.receiver.zipkin;

import java.util.Arrays;

/**
 * The endpoints that a v1 span's annotations name, mostly one again and again. Scratch of one
 * {@link V1Span}; an endpoint is its index here.
 */
final class V1Endpoints {
  /** No endpoint, or one that says nothing. */
  static final int NONE = -1;

  /** As many of the last ones are looked through for one that is the same. */
  private static final int LOOK_BACK = 4;

  private static final int KEPT_MAX = 1 << 10;
  private static final int FIRST = 4;

  private final SpanText text;
  private ZipkinEndpoint[] endpoints = new ZipkinEndpoint[0];
  private int count;

  V1Endpoints(SpanText text) {
    this.text = text;
    resize(FIRST);
  }

  void clear() {
    count = 0;
    if (endpoints.length > KEPT_MAX) {
      resize(FIRST);
    }
  }

  /**
   * Adds the one that was the first before {@link #clear}: it has not changed since.
   *
   * @return its index, the first
   */
  int again() {
    count = 1;
    return 0;
  }

  int count() {
    return count;
  }

  ZipkinEndpoint get(int index) {
    return endpoints[index];
  }

  /** One to be filled, that {@link #add} then adds. Its service's name must be in lower case. */
  ZipkinEndpoint next() {
    if (count == endpoints.length) {
      resize(2 * count);
    }
    ZipkinEndpoint next = endpoints[count];
    next.clear();
    return next;
  }

  /**
   * Adds what {@link #next} gave, unless it is there already.
   *
   * @return its index, or {@link #NONE}
   */
  int add() {
    if (endpoints[count].isEmpty()) {
      return NONE;
    }
    for (int i = count - 1; i >= Math.max(0, count - LOOK_BACK); i--) {
      if (same(i, count)) {
        return i;
      }
    }
    return count++;
  }

  private void resize(int length) {
    int before = endpoints.length;
    endpoints = Arrays.copyOf(endpoints, length);
    for (int i = before; i < length; i++) {
      endpoints[i] = new ZipkinEndpoint();
    }
  }

  boolean same(int a, int b) {
    if (a == b) {
      return true;
    }
    if (a == NONE || b == NONE) {
      return false;
    }
    ZipkinEndpoint left = endpoints[a];
    ZipkinEndpoint right = endpoints[b];
    return left.port() == right.port() && sameAddress(left, right) && sameService(a, b);
  }

  private static boolean sameAddress(ZipkinEndpoint a, ZipkinEndpoint b) {
    return a.hasIpv4() == b.hasIpv4()
        && (!a.hasIpv4() || a.ipv4() == b.ipv4())
        && a.hasIpv6() == b.hasIpv6()
        && (!a.hasIpv6() || (a.ipv6High() == b.ipv6High() && a.ipv6Low() == b.ipv6Low()));
  }

  /** Whether both are of one service, which is what tells the sides of a call apart. */
  boolean sameService(int a, int b) {
    return a == b || text.equals(endpoints[a].service(), endpoints[b].service());
  }
}
