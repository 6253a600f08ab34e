package io.spanweir.exporter.tracestore;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Traces of services that call each other, made up: always the same ones, but for the time at which
 * they are. Some come in more than one piece, as real ones do. One thread.
 */
final class MadeUpTraces {
  /** A service that has spans in many of them. */
  static final String SERVICE = MadeUpService.name(0);

  private static final long SEED = 20_260_101L;
  private static final int SERVICES = 12;
  private static final int CALLED = 3;

  /** Before each window so many services are not what they were. */
  private static final int RESTARTS = 2;

  private static final int PROCESSES = 1_000;
  private static final int SPANS_MIN = 5;
  private static final int SPANS_MAX = 10;
  private static final int AGE_NANOS_MAX = 1_000_000_000;
  private static final int SERVER = 2;
  private static final int KINDS = 4;

  /** One piece in so many is of an earlier trace, one of the last so many. */
  private static final int LATER = 8;

  private static final int EARLIER = 4_096;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final MadeUpSpan span = new MadeUpSpan(random);
  private final ChunkPool chunks = new ChunkPool(Long.MAX_VALUE, 0);
  private final MadeUpService[] services = new MadeUpService[SERVICES];
  private final TraceId[] earlier = new TraceId[EARLIER];
  private int pieces;
  private final long[] ids = new long[SPANS_MAX];
  private final MadeUpService[] owners = new MadeUpService[SPANS_MAX];

  MadeUpTraces() {
    for (int i = 0; i < SERVICES; i++) {
      services[i] = new MadeUpService(i);
    }
  }

  /**
   * Makes up traces that have just begun.
   *
   * @param spans about how many, a few more at most
   * @param epochNanos the time
   * @return {@code TracesData} of each service, the caller's
   */
  List<Chunk> of(int spans, long epochNanos) throws IOException {
    for (int i = 0; i < RESTARTS; i++) {
      any().restart(random.nextInt(PROCESSES));
    }
    int made = 0;
    while (made < spans) {
      made += piece(epochNanos - random.nextInt(AGE_NANOS_MAX));
    }
    List<Chunk> sent = new ArrayList<>();
    for (MadeUpService service : services) {
      if (service.hasSpans()) {
        sent.add(service.send(chunks));
      }
    }
    return sent;
  }

  private TraceId traceId() {
    if (pieces > 0 && random.nextInt(LATER) == 0) {
      return earlier[random.nextInt(Math.min(pieces, EARLIER))];
    }
    TraceId id = new TraceId(random.nextLong(), random.nextLong());
    earlier[pieces++ % EARLIER] = id;
    return id;
  }

  private MadeUpService any() {
    return services[random.nextInt(SERVICES)];
  }

  /** A tree: each span is below an earlier one, of the same service unless it is a server's. */
  private int piece(long startNanos) {
    int spans = random.nextInt(SPANS_MIN, SPANS_MAX + 1);
    TraceId id = traceId();
    for (int i = 0; i < spans; i++) {
      int above = i == 0 ? 0 : random.nextInt(i);
      int kind = random.nextInt(KINDS);
      ids[i] = random.nextLong() | 1;
      owners[i] = i == 0 || kind == SERVER ? any() : owners[above];
      MadeUpService called = services[(owners[i].number() + 1 + random.nextInt(CALLED)) % SERVICES];
      span.ids(id.high(), id.low(), ids[i], i == 0 ? 0 : ids[above]);
      byte[] operation = owners[i].operation(random.nextInt(MadeUpService.OPERATIONS));
      span.make(kind, operation, called.nameBytes(), startNanos + i * 1_000L);
      owners[i].add(span);
    }
    return spans;
  }
}
