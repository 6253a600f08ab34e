package io.spanweir.bench.runner;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The noise guard: a fixed piece of work (inflate, copy, hash) on the processor of the system under
 * test. The same work taking longer after a run than before means that the machine, not the system,
 * has changed.
 *
 * @param wallMillis how long it took
 * @param cpuMillis how long it was on the processor; less than the wall's when others were on it
 *     too
 */
record Calibration(double wallMillis, double cpuMillis) {
  private static final int ROUNDS = 150;
  private static final int PLAIN_BYTES = 1 << 20;
  private static final byte[] PLAIN = new byte[PLAIN_BYTES];
  private static final byte[] PACKED = pack();

  /** Does the work, on a thread of its own that is tied to the processor. */
  static Calibration measure(int cpu) throws InterruptedException {
    Calibration[] result = new Calibration[1];
    Thread thread =
        new Thread(
            () -> {
              try {
                Pinning.thisThread(cpu);
                work(ROUNDS / 3);
                result[0] = timed();
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("calibration did not run", e);
              }
            },
            "calibration");
    thread.start();
    thread.join();
    return result[0] == null ? new Calibration(0, 0) : result[0];
  }

  private static Calibration timed() {
    var threads = ManagementFactory.getThreadMXBean();
    long cpu = threads.getCurrentThreadCpuTime();
    long wall = System.nanoTime();
    work(ROUNDS);
    return new Calibration(
        (System.nanoTime() - wall) / 1e6, (threads.getCurrentThreadCpuTime() - cpu) / 1e6);
  }

  private static long work(int rounds) {
    byte[] plain = new byte[PLAIN_BYTES];
    byte[] copy = new byte[PLAIN_BYTES];
    CRC32 hash = new CRC32();
    Inflater inflater = new Inflater();
    try {
      for (int i = 0; i < rounds; i++) {
        inflater.reset();
        inflater.setInput(PACKED);
        inflater.inflate(plain);
        System.arraycopy(plain, 0, copy, 0, plain.length);
        hash.update(copy);
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException(e);
    } finally {
      inflater.end();
    }
    return hash.getValue();
  }

  private static byte[] pack() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < PLAIN_BYTES; i++) {
      PLAIN[i] = (byte) ('a' + random.nextInt(1 + random.nextInt(16)));
    }
    Deflater deflater = new Deflater();
    deflater.setInput(PLAIN);
    deflater.finish();
    byte[] packed = new byte[PLAIN_BYTES * 2];
    int length = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, length);
  }
}
