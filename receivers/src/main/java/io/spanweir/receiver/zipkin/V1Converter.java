package io.spanweir.receiver.zipkin;

import io.spanweir.receiver.zipkin.ZipkinSpan.Kind;
import java.util.Arrays;

/**
 * Takes a v1 span apart into v2 spans, with the outcome of Zipkin's own {@code
 * zipkin2.v1.V1SpanConverter} 3.6: annotations in the order of their times and binary annotations
 * in that of their keys go to the part of their endpoint's service; core annotations (two letters,
 * with an endpoint) give a part its kind and times, and say who called whom. Reusable; not thread
 * safe.
 */
final class V1Converter {
  /** Begin and end of a side have numbers that add up to 3 here, the begin the lower one. */
  private static final int CS = 0;

  private static final int SR = 1;
  private static final int SS = 2;
  private static final int CR = 3;
  private static final int MS = 4;
  private static final int MR = 5;
  private static final int WS = 6;
  private static final int WR = 7;
  private static final int NOT_CORE = -1;

  private static final int ORDER_KEPT_MAX = 1 << 12;

  private final V1Span span;
  private final V1Parts parts;
  private final V1Addresses addresses;
  private final V1Order.Before byTime = this::isEarlier;

  /** Time and endpoint of each core annotation, and which it is; no endpoint if there is none. */
  private final long[] times = new long[8];

  private final int[] hosts = new int[8];
  private final int[] cores = new int[8];

  private int[] order = new int[16];
  private int[] partOf = new int[16];

  V1Converter(V1Span span) {
    this.span = span;
    parts = new V1Parts(span.endpoints);
    addresses = new V1Addresses(span, parts);
  }

  /**
   * Takes apart what the span holds now.
   *
   * @return how many parts there are; 0 if the span is no good, and then it says why
   */
  int convert() {
    span.checkIds();
    if (span.problem() != null) {
      return 0;
    }
    parts.clear();
    parts.of(span.local);
    Arrays.fill(hosts, V1Endpoints.NONE);
    if (oneSide()) {
      return parts.count();
    }
    sort();
    annotations();
    starts();
    call();
    serverAlone();
    messages();
    addresses.convert(this);
    if (parts.isFull()) {
      span.problem("a span of more than " + V1Parts.PARTS_MAX + " services");
      return 0;
    }
    return parts.count();
  }

  /**
   * Takes apart what nearly every span is: begin and end of one side of a call, and all else in the
   * same place. It is one part, and the steps for others are left out.
   */
  private boolean oneSide() {
    if (span.annotations() != 2 || span.host(0) != span.host(1) || !addresses.areAt(span.host(0))) {
      return false;
    }
    int host = span.host(0);
    int first = core(span.value(0));
    int second = core(span.value(1));
    boolean isSide = first >= 0 && second >= 0 && first + second == CS + CR;
    if (!isSide || host == V1Endpoints.NONE || parts.of(host) != 0) {
      return false;
    }
    for (int i = 0; i < 2; i++) {
      order[i] = i;
      partOf[i] = -1;
    }
    times[first] = span.time(0);
    times[second] = span.time(1);
    hosts[first] = host;
    hosts[second] = host;
    parts.kinds[0] = kind(first);
    lasts(Math.min(first, second), Math.max(first, second));
    serverAlone();
    return true;
  }

  /** Makes {@code target} one of the parts. */
  void part(int part, ZipkinSpan target) {
    target.clear();
    target.traceId(span.traceHigh, span.traceLow);
    target.id(span.id);
    target.parent(span.parent);
    target.name(span.name);
    target.debug(span.debug);
    target.kind(parts.kinds[part]);
    target.shared(parts.shared[part]);
    target.timestamp(parts.timestamps[part]);
    target.duration(parts.durations[part]);
    if (parts.locals[part] != V1Endpoints.NONE) {
      target.local.copy(span.endpoints.get(parts.locals[part]));
    }
    if (parts.remotes[part] != V1Endpoints.NONE) {
      target.remote.copy(span.endpoints.get(parts.remotes[part]));
      if (parts.nameless[part]) {
        target.remote.service(SpanText.NONE);
      }
    }
    annotationsOf(part, target);
    addresses.tags(part, target);
  }

  /** In the order of their times, each only once. */
  private void annotationsOf(int part, ZipkinSpan target) {
    int last = -1;
    for (int i = 0; i < span.annotations(); i++) {
      int annotation = order[i];
      if (partOf[annotation] == part || isPlain(annotation, part)) {
        if (last < 0 || !isSame(last, annotation)) {
          target.annotation(span.time(annotation), span.value(annotation));
        }
        last = annotation;
      }
    }
  }

  private boolean isSame(int a, int b) {
    return span.time(a) == span.time(b) && span.text().equals(span.value(a), span.value(b));
  }

  private boolean isPlain(int annotation, int part) {
    int bits = parts.plain[part];
    if (bits != 0) {
      for (int core = CS; core <= WR; core++) {
        if ((bits & 1 << core) != 0 && cores[core] == annotation) {
          return true;
        }
      }
    }
    return false;
  }

  private void sort() {
    int count = span.annotations();
    if (order.length < count || order.length > ORDER_KEPT_MAX) {
      order = new int[Math.max(16, count)];
      partOf = new int[order.length];
    }
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    V1Order.sort(order, count, byTime);
  }

  private boolean isEarlier(int a, int b) {
    int later = Long.compare(span.time(a), span.time(b));
    if (later == 0) {
      later = span.compareTexts(span.value(a), span.value(b));
    }
    return later != 0 ? later < 0 : a < b;
  }

  private void annotations() {
    for (int i = 0; i < span.annotations(); i++) {
      int annotation = order[i];
      int host = span.host(annotation);
      int part = parts.of(host);
      int core = host == V1Endpoints.NONE ? NOT_CORE : core(span.value(annotation));
      partOf[annotation] = core == NOT_CORE ? part : -1;
      if (core != NOT_CORE) {
        times[core] = span.time(annotation);
        hosts[core] = host;
        cores[core] = annotation;
        if (core < WS) {
          parts.kinds[part] = kind(core);
        }
      }
    }
  }

  private int core(long value) {
    return switch (span.twoLetters(value)) {
      case 'c' << 8 | 's' -> CS;
      case 's' << 8 | 'r' -> SR;
      case 's' << 8 | 's' -> SS;
      case 'c' << 8 | 'r' -> CR;
      case 'm' << 8 | 's' -> MS;
      case 'm' << 8 | 'r' -> MR;
      case 'w' << 8 | 's' -> WS;
      case 'w' << 8 | 'r' -> WR;
      default -> NOT_CORE;
    };
  }

  private static Kind kind(int core) {
    return switch (core) {
      case CS, CR -> Kind.CLIENT;
      case SR, SS -> Kind.SERVER;
      case MS -> Kind.PRODUCER;
      default -> Kind.CONSUMER;
    };
  }

  private boolean has(int core) {
    return hosts[core] != V1Endpoints.NONE;
  }

  /** Who reports spans, not events, may leave out the start: it is the span's own. */
  private void starts() {
    if (!has(CS) && isEndOfSpan(CR)) {
      start(CS, CR);
    }
    if (!has(SR) && isEndOfSpan(SS)) {
      start(SR, SS);
    }
  }

  private boolean isEndOfSpan(int core) {
    return has(core)
        && span.timestamp != 0
        && span.duration != 0
        && span.timestamp + span.duration == times[core];
  }

  private void start(int core, int end) {
    times[core] = span.timestamp;
    hosts[core] = hosts[end];
    cores[core] = -1;
  }

  private void call() {
    if (has(CS) && has(SR)) {
      bothSides();
    } else if (has(CS) && has(CR)) {
      lasts(CS, CR);
    } else if (has(SR) && has(SS)) {
      lasts(SR, SS);
    } else {
      incomplete();
    }
  }

  /** The span's own times are the client's; the server's are known by its annotations only. */
  private void bothSides() {
    lasts(CS, CR);
    int client = parts.of(hosts[CS]);
    int server = side(CS, SR, client);
    parts.shared[server] = true;
    parts.timestamps[server] = times[SR];
    if (has(SS)) {
      parts.durations[server] = times[SS] - times[SR];
    }
    if (!has(CR) && span.duration == 0) {
      parts.durations[client] = 0;
    }
  }

  /** The part of the other side: one of its own where a service talks to itself. */
  private int side(int near, int far, int part) {
    if (!span.endpoints.sameService(hosts[near], hosts[far])) {
      return parts.of(hosts[far]);
    }
    parts.kinds[part] = kind(near);
    int other = parts.open(hosts[far]);
    parts.kinds[other] = kind(far);
    return other;
  }

  /** The part of {@code begin} takes as long as the span says, or as its annotations do. */
  private void lasts(int begin, int end) {
    int part = parts.of(hosts[begin]);
    if (span.timestamp != 0 && span.duration != 0) {
      parts.timestamps[part] = span.timestamp;
      parts.durations[part] = span.duration;
    } else {
      parts.timestamps[part] = times[begin];
      if (has(end)) {
        parts.durations[part] = times[end] - times[begin];
      }
    }
  }

  private void incomplete() {
    for (int part = 0; part < parts.count(); part++) {
      if (parts.kinds[part] == Kind.CLIENT) {
        incomplete(part, CS, CR);
      } else if (parts.kinds[part] == Kind.SERVER) {
        incomplete(part, SR, SS);
      }
    }
    if (span.timestamp != 0) {
      parts.timestamps[0] = span.timestamp;
      parts.durations[0] = span.duration;
    }
  }

  private void incomplete(int part, int begin, int end) {
    if (has(begin)) {
      parts.timestamps[part] = times[begin];
    }
    if (has(end)) {
      parts.plain[part] |= 1 << end;
    }
  }

  /** In v1 nobody but the one who began a span gives it times: without them it is another's too. */
  private void serverAlone() {
    if (!has(CS) && has(SR) && (span.timestamp == 0 || (has(SS) && span.duration == 0))) {
      parts.shared[parts.of(hosts[SR])] = true;
    }
  }

  private void messages() {
    if (has(MS) && has(MR)) {
      bothEnds();
    } else if (has(MS)) {
      lasts(MS, WS);
    } else if (has(MR)) {
      lasts(has(WR) ? WR : MR, has(WR) ? MR : WR);
    } else {
      plainWire(WS);
      plainWire(WR);
    }
  }

  private void bothEnds() {
    int producer = parts.of(hosts[MS]);
    int consumer = side(MS, MR, producer);
    parts.shared[consumer] = true;
    parts.timestamps[consumer] = times[has(WR) ? WR : MR];
    if (has(WR)) {
      parts.durations[consumer] = times[MR] - times[WR];
    }
    parts.timestamps[producer] = times[MS];
    parts.durations[producer] = has(WS) ? times[WS] - times[MS] : 0;
  }

  private void plainWire(int core) {
    if (has(core)) {
      parts.plain[parts.of(hosts[core])] |= 1 << core;
    }
  }

  boolean isCall() {
    return has(CS) || has(SR) || has(SS) || has(CR);
  }

  /** Endpoint of the client's first known annotation, and so on; NONE if there is none. */
  int clientHost() {
    return has(CS) ? hosts[CS] : hosts[CR];
  }

  int serverHost() {
    return has(SR) ? hosts[SR] : hosts[SS];
  }

  int producerHost() {
    return hosts[MS];
  }

  int consumerHost() {
    return hosts[MR];
  }
}
