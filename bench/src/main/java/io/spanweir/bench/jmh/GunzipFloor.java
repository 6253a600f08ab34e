package io.spanweir.bench.jmh;

import io.spanweir.bench.workload.CompressedRequests;
import io.spanweir.bench.workload.Compression;
import io.spanweir.bench.workload.Encoding;
import io.spanweir.bench.workload.Framing;
import io.spanweir.bench.workload.Shape;
import io.spanweir.bench.workload.WireImage;
import io.spanweir.core.inflate.Inflate;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the bodies of {@code gzip-http-40k} cost before anybody looks at their spans: zlib alone,
 * what is used in its place, and the checksum, into an array that is there. Nanoseconds are per
 * span of W1; a thousand of them are a CPU-second per million spans.
 */
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(GunzipFloor.BATCH)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmx512m"})
public class GunzipFloor {
  static final int BATCH = 512;

  /** More than a cache holds: 8 MB packed. */
  private static final int BODIES = 64;

  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int PLAIN_BYTES_MAX = 1 << 20;

  /** About what one of them inflates to. */
  private static final int PLAIN_BYTES = 405_000;

  private final byte[][] bodies = new byte[BODIES][];
  private final byte[] plain = new byte[PLAIN_BYTES_MAX];
  private final Inflater inflater = new Inflater(true);
  private final Inflate inflate = new Inflate();
  private final CRC32 crc = new CRC32();
  private int turn;

  /** Packs the bodies. */
  @Setup(Level.Trial)
  public void setUp() {
    CompressedRequests requests =
        new CompressedRequests(
            new Shape(BATCH, 4, 4, false, 1),
            Framing.NONE,
            Compression.GZIP,
            Encoding.PROTOBUF,
            BATCH,
            BODIES);
    for (int i = 0; i < BODIES; i++) {
      WireImage image = requests.take();
      bodies[i] = new byte[image.bytes().capacity()];
      image.bytes().get(0, bodies[i]);
    }
  }

  private byte[] next() {
    turn = turn + 1 < BODIES ? turn + 1 : 0;
    return bodies[turn];
  }

  private int zlib(byte[] body) throws DataFormatException {
    inflater.reset();
    inflater.setInput(body, HEADER_BYTES, body.length - HEADER_BYTES - TRAILER_BYTES);
    int length = inflater.inflate(plain);
    if (!inflater.finished()) {
      throw new IllegalStateException("the body is longer than the array");
    }
    return length;
  }

  /** {@code java.util.zip}. */
  @Benchmark
  public int a_zlib() throws DataFormatException {
    return zlib(next());
  }

  /** Spanweir's own. */
  @Benchmark
  public int b_own() throws ZipException {
    byte[] body = next();
    inflate.begin(body, HEADER_BYTES, body.length);
    int length = inflate.inflate(plain, 0, plain.length);
    if (!inflate.finished() && inflate.inflate(plain, length, 1) > 0) {
      throw new IllegalStateException("the body is longer than the array");
    }
    return length;
  }

  /** The checksum alone, which gzip wants. */
  @Benchmark
  public long c_checksum() {
    crc.reset();
    crc.update(plain, 0, PLAIN_BYTES);
    return crc.getValue();
  }
}
