package io.spanweir.receiver.zipkin;

/**
 * One side of a span: the local one or the remote one. Reusable; a service name that is empty and
 * an address or port that is not there are as good as none, as in Zipkin.
 */
final class ZipkinEndpoint {
  private static final int PORT_MAX = 0xffff;

  private long service = SpanText.NONE;
  private boolean hasIpv4;
  private int ipv4;
  private boolean hasIpv6;
  private long ipv6High;
  private long ipv6Low;
  private int port;

  void clear() {
    service = SpanText.NONE;
    hasIpv4 = false;
    hasIpv6 = false;
    port = 0;
  }

  void copy(ZipkinEndpoint other) {
    service = other.service;
    hasIpv4 = other.hasIpv4;
    ipv4 = other.ipv4;
    hasIpv6 = other.hasIpv6;
    ipv6High = other.ipv6High;
    ipv6Low = other.ipv6Low;
    port = other.port;
  }

  /** Whether it has the address and port of another; the services don't matter. */
  boolean isAt(ZipkinEndpoint other) {
    return port == other.port
        && hasIpv4 == other.hasIpv4
        && (!hasIpv4 || ipv4 == other.ipv4)
        && hasIpv6 == other.hasIpv6
        && (!hasIpv6 || (ipv6High == other.ipv6High && ipv6Low == other.ipv6Low));
  }

  /** Whether nothing is known of it. */
  boolean isEmpty() {
    return SpanText.length(service) == 0 && !hasIpv4 && !hasIpv6 && port == 0;
  }

  /** In lower case already: a slice of the span's text. */
  void service(long slice) {
    service = slice;
  }

  long service() {
    return service;
  }

  /** The first byte of the address is the highest. */
  void ipv4(int address) {
    hasIpv4 = true;
    ipv4 = address;
  }

  /** An address that stands for one of IPv4 becomes that one, as in Zipkin. */
  void ipv6(long high, long low) {
    long prefix = low >>> 32;
    boolean compatible = prefix == 0 && low > 0xffff;
    if (high == 0 && (prefix == 0xffff || compatible)) {
      ipv4((int) low);
      return;
    }
    hasIpv6 = true;
    ipv6High = high;
    ipv6Low = low;
  }

  boolean hasIpv4() {
    return hasIpv4;
  }

  int ipv4() {
    return ipv4;
  }

  boolean hasIpv6() {
    return hasIpv6;
  }

  long ipv6High() {
    return ipv6High;
  }

  long ipv6Low() {
    return ipv6Low;
  }

  /** What can't be a port is as good as 0, which is none. */
  void port(long number) {
    port = number > 0 && number <= PORT_MAX ? (int) number : 0;
  }

  int port() {
    return port;
  }
}
