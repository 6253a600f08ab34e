package io.spanweir.receiver.zipkin;

/**
 * Binary annotations of a v1 span: the addresses among them, told by their keys whatever their
 * types, become the other side of a part, all others tags of the part of their endpoint's service.
 * Scratch of one {@link V1Converter}.
 */
final class V1Addresses {
  private static final int CA = 'c' << 8 | 'a';
  private static final int SA = 's' << 8 | 'a';
  private static final int MA = 'm' << 8 | 'a';
  private static final int LC = 'l' << 8 | 'c';
  private static final int NO_PART = -1;

  private static final int ORDER_KEPT_MAX = 1 << 12;

  private final V1Span span;
  private final V1Parts parts;
  private final V1Order.Before byKey = this::isBefore;

  private int[] order = new int[16];
  private int[] partOf = new int[16];

  /** Whether all are tags of {@link #onlyPart}, as in most spans: then nothing is in order. */
  private boolean alike;

  private int onlyPart;

  /** The part whose tags are written already. */
  private int writtenPart;

  private int ca;
  private int sa;
  private int ma;

  V1Addresses(V1Span span, V1Parts parts) {
    this.span = span;
    this.parts = parts;
  }

  /**
   * Whether there are only tags, all of them of this endpoint, which is the first part's: then they
   * are that part's and nothing is to convert.
   */
  boolean areAt(int host) {
    boolean written = span.written().length() > 0;
    boolean tagsAre = span.binaries() == 0 || span.binaryHost(0) == host;
    if (!span.areBinariesAlike() || !tagsAre || (written && span.writtenHost() != host)) {
      return false;
    }
    alike = true;
    onlyPart = 0;
    writtenPart = written ? 0 : NO_PART;
    return true;
  }

  void convert(V1Converter sides) {
    ca = V1Endpoints.NONE;
    sa = V1Endpoints.NONE;
    ma = V1Endpoints.NONE;
    alike = span.areBinariesAlike();
    writtenPart = span.written().length() > 0 ? parts.of(span.writtenHost()) : NO_PART;
    if (alike) {
      onlyPart = span.binaries() == 0 ? 0 : parts.of(span.binaryHost(0));
    } else {
      sort();
      for (int i = 0; i < span.binaries(); i++) {
        int binary = order[i];
        partOf[binary] = takesAddress(binary) ? NO_PART : tagPart(binary);
      }
    }
    if (!sides.isCall() && (ca != V1Endpoints.NONE || sa != V1Endpoints.NONE)) {
      withoutCall();
    } else {
      withSides(sides);
    }
  }

  /** Adds a part's tags to it. */
  void tags(int part, ZipkinSpan target) {
    if (part == writtenPart) {
      target.written(span.written());
    }
    for (int i = 0; i < span.binaries(); i++) {
      if (alike ? part == onlyPart : partOf[i] == part) {
        target.tag(span.key(i), span.type(i), span.binaryValue(i), span.meaning(i));
      }
    }
  }

  private void sort() {
    int count = span.binaries();
    if (order.length < count || order.length > ORDER_KEPT_MAX) {
      order = new int[Math.max(16, count)];
      partOf = new int[order.length];
    }
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    if (!isSettled()) {
      V1Order.sort(order, count, byKey);
    }
  }

  /** The order says only which of several new services has the first part. */
  private boolean isSettled() {
    int unknown = V1Endpoints.NONE;
    for (int i = 0; i < span.binaries(); i++) {
      int host = span.binaryHost(i);
      if (!parts.knows(host) && host != unknown && !isAddressKey(span, i)) {
        if (unknown != V1Endpoints.NONE) {
          return false;
        }
        unknown = host;
      }
    }
    return true;
  }

  /** Whether a binary annotation is an address, and not a tag. */
  static boolean isAddress(V1Span span, int binary) {
    return span.binaryHost(binary) != V1Endpoints.NONE && isAddressKey(span, binary);
  }

  private static boolean isAddressKey(V1Span span, int binary) {
    int key = span.twoLetters(span.key(binary));
    return key == CA || key == SA || key == MA;
  }

  private boolean isBefore(int a, int b) {
    int later = span.compareTexts(span.key(a), span.key(b));
    return later != 0 ? later < 0 : a < b;
  }

  /** The last one counts. One without an endpoint is the address of nobody. */
  private boolean takesAddress(int binary) {
    int host = span.binaryHost(binary);
    int key = host == V1Endpoints.NONE ? 0 : span.twoLetters(span.key(binary));
    switch (key) {
      case CA -> ca = host;
      case SA -> sa = host;
      case MA -> ma = host;
      default -> {
        return false;
      }
    }
    return true;
  }

  /** An empty {@code lc} (local component) only says where the span is. */
  private int tagPart(int binary) {
    int part = parts.of(span.binaryHost(binary));
    boolean marker =
        span.twoLetters(span.key(binary)) == LC
            && span.type(binary) == ZipkinSpan.ValueType.TEXT
            && SpanText.length(span.binaryValue(binary)) == 0;
    return marker ? NO_PART : part;
  }

  private void withoutCall() {
    if (ca != V1Endpoints.NONE && sa != V1Endpoints.NONE) {
      parts.remotes[parts.of(ca)] = sa;
    } else if (sa != V1Endpoints.NONE) {
      parts.remotes[0] = sa;
    } else {
      parts.kinds[0] = ZipkinSpan.Kind.SERVER;
      parts.remotes[0] = ca;
    }
  }

  private void withSides(V1Converter sides) {
    int server = sides.serverHost();
    if (ca != V1Endpoints.NONE && server != V1Endpoints.NONE && !span.endpoints.same(ca, server)) {
      int part = parts.of(server);
      parts.remotes[part] = ca;
      // Finagle gives the client's port the server's name, which would be a call to itself.
      parts.nameless[part] = span.endpoints.sameService(ca, server);
    }
    remote(sides.clientHost(), sa);
    remote(sides.producerHost(), ma);
    remote(sides.consumerHost(), ma);
  }

  private void remote(int host, int address) {
    if (host != V1Endpoints.NONE && address != V1Endpoints.NONE) {
      int part = parts.of(host);
      parts.remotes[part] = address;
      parts.nameless[part] = false;
    }
  }
}
