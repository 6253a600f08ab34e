package io.spanweir.testkit;

import io.spanweir.testkit.TestSpan.Flaw;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes traces as services make them, and what goes wrong with them in the field: errors, slow
 * ones, odd clocks, spans sent twice, ids that are none, bodies that are no OTLP. All from one
 * seed.
 */
public final class TraceGen {
  /** 2026-01-01T00:00:00Z. */
  private static final long EPOCH_NANOS = 1_767_225_600_000_000_000L;

  private static final List<String> SERVICES =
      List.of("cart", "checkout", "frontend", "mail", "payment", "search", "stock", "users");
  private static final List<String> SCOPES = List.of("io.grpc", "io.netty", "jdbc");
  private static final List<String> USERS = List.of("ada", "grace", "linus", "edsger");
  private static final Flaw[] FLAWS = Flaw.values();

  private final Rng rng;
  private final Shape shape;

  /** Some ids have a half in common with the one before. */
  private long lastHigh = 1;

  private long lastLow = 1;

  /**
   * How likely what is, in percent.
   *
   * @param spansMax spans of a trace: 1 to this many
   * @param error traces with an error somewhere
   * @param slow traces that take from 500 ms to 5 s; the others take less than 500 ms
   * @param oddTimes spans whose clock is off: 0, far future, ending before they start
   * @param flawed spans with an id that is none
   * @param payloadBytesMax size of one more attribute: 0 to this many bytes
   */
  public record Shape(
      int spansMax, int error, int slow, int oddTimes, int flawed, int payloadBytesMax) {
    /** What a healthy system sends. */
    public static final Shape PLAIN = new Shape(10, 10, 10, 0, 0, 0);

    /** What the field sends. */
    public static final Shape ROUGH = new Shape(12, 10, 10, 3, 3, 100);
  }

  public TraceGen(Rng rng, Shape shape) {
    this.rng = rng;
    this.shape = shape;
  }

  public TraceGen(long seed) {
    this(new Rng(seed), Shape.PLAIN);
  }

  /** A new trace: its spans, the root first, each parent before its children. */
  public List<TestSpan> trace() {
    return trace(rng.between(1, shape.spansMax));
  }

  /** A new trace of that many spans. */
  public List<TestSpan> trace(int size) {
    long high = rng.percent(3) ? lastHigh : rng.id();
    long low = rng.percent(3) ? lastLow : rng.id();
    if (high == lastHigh && low == lastLow) {
      low = rng.id();
    }
    lastHigh = high;
    lastLow = low;
    long duration =
        rng.percent(shape.slow)
            ? rng.between(500_000_001L, 5_000_000_000L)
            : rng.between(1_000L, 499_999_999L);
    int errorAt = rng.percent(shape.error) ? rng.below(size) : -1;
    List<TestSpan> spans = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      long parent = i == 0 ? 0 : spans.get(rng.below(i)).spanId();
      long start = EPOCH_NANOS + (i == 0 ? 0 : rng.between(0L, duration));
      long end = i == 0 ? EPOCH_NANOS + duration : rng.between(start, EPOCH_NANOS + duration);
      int status = i == errorAt ? TestSpan.STATUS_ERROR : rng.below(2);
      spans.add(
          new TestSpan(
              high,
              low,
              rng.id(),
              parent,
              rng.pick(SERVICES),
              rng.pick(SCOPES),
              "op-" + rng.below(20),
              start,
              end,
              status,
              rng.between(1, 5),
              attributes(),
              TestSpan.Rest.USUAL,
              Flaw.NONE));
    }
    spans.replaceAll(this::spoil);
    return spans;
  }

  private Map<String, Object> attributes() {
    Map<String, Object> attributes = new HashMap<>();
    if (rng.percent(30)) {
      attributes.put("user.id", rng.percent(50) ? rng.pick(USERS) : (Object) (long) rng.below(5));
    }
    if (rng.percent(50)) {
      attributes.put("http.response.status_code", (long) rng.pick(List.of(200, 404, 500)));
    }
    if (rng.percent(20)) {
      attributes.put("db.statement", "select " + "x".repeat(rng.below(300)));
    }
    if (rng.percent(20)) {
      attributes.put("cache.hit", rng.percent(50));
    }
    if (rng.percent(10)) {
      attributes.put("load", rng.below(100) / 8.0);
    }
    if (shape.payloadBytesMax > 0) {
      attributes.put("payload", "p".repeat(rng.between(0, shape.payloadBytesMax)));
    }
    return attributes;
  }

  private TestSpan spoil(TestSpan span) {
    TestSpan spoiled = span;
    if (rng.percent(shape.oddTimes)) {
      spoiled =
          switch (rng.below(4)) {
            case 0 -> span.withTimes(0, span.endNanos());
            case 1 -> span.withTimes(0, 0);
            case 2 -> span.withTimes(span.startNanos(), Long.MAX_VALUE - rng.below(1000));
            default -> span.withTimes(span.endNanos() + 5, span.startNanos());
          };
    }
    if (rng.percent(shape.flawed)) {
      spoiled = spoiled.withFlaw(FLAWS[rng.between(1, FLAWS.length - 1)]);
    }
    return spoiled;
  }

  /** Cuts a list of spans into requests of up to {@code spansMax}, in an order of its own. */
  public List<TestRequest> requests(List<TestSpan> spans, int spansMax) {
    List<TestSpan> rest = new ArrayList<>(spans);
    for (int i = rest.size() - 1; i > 0; i--) {
      Collections.swap(rest, i, rng.below(i + 1));
    }
    List<TestRequest> requests = new ArrayList<>();
    int at = 0;
    while (at < rest.size()) {
      int size = Math.min(rest.size() - at, rng.between(1, spansMax));
      requests.add(TestRequest.of(rest.subList(at, at + size)));
      at += size;
    }
    return requests;
  }

  /** A body that is no OTLP whatever the seed: something is wrong on every level it may be on. */
  public byte[] malformed(TestRequest request) {
    byte[] body = request.body();
    ProtoWriter out = new ProtoWriter();
    switch (rng.below(6)) {
      case 0 -> out.raw(body).raw(0x0a, 0x7f, 0x01);
      case 1 -> out.raw(body).raw(0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f);
      case 2 -> out.raw(body).raw(0x0e);
      case 3 -> out.raw(body).raw(0x00, 0x01);
      case 4 -> out.raw(body).raw(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1);
      default -> {
        ProtoWriter scope = new ProtoWriter().bytesField(2, new byte[] {0x0a, 0x10, 1, 2});
        out.raw(body).messageField(1, new ProtoWriter().messageField(2, scope));
      }
    }
    return out.toByteArray();
  }
}
