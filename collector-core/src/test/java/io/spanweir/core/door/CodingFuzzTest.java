package io.spanweir.core.door;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Any bytes as a body of each coding: refused with a reason, or decoded within bounds. */
class CodingFuzzTest {
  private static final int BYTES_MAX = 4 << 20;

  @FuzzTest(maxDuration = "1m")
  void gzip(byte[] encoded) throws IOException {
    byte[] plain = decode(Coding.GZIP, encoded);
    if (plain != null) {
      byte[] expected = new GZIPInputStream(new ByteArrayInputStream(encoded)).readAllBytes();
      if (!Arrays.equals(plain, expected)) {
        throw new AssertionError("the JDK reads it otherwise");
      }
    }
  }

  @FuzzTest(maxDuration = "1m")
  void zstd(byte[] encoded) {
    decode(Coding.ZSTD, encoded);
  }

  @FuzzTest(maxDuration = "1m")
  void deflate(byte[] encoded) {
    decode(Coding.DEFLATE, encoded);
  }

  /** Null if it was refused. */
  private static byte @Nullable [] decode(Coding coding, byte[] encoded) {
    ChunkPool pool = new ChunkPool(64 << 20, 0);
    Chunk chunk = pool.lease(encoded.length);
    System.arraycopy(encoded, 0, chunk.bytes(), 0, encoded.length);
    chunk.length(encoded.length);
    Inflations inflations = new Inflations(ImmediateEventExecutor.INSTANCE);
    RequestBody[] told = new RequestBody[1];
    Inflation.Owner owner =
        new Inflation.Owner() {
          @Override
          public boolean gone() {
            return false;
          }

          @Override
          public void onInflated(RequestBody plain) {
            told[0] = plain;
          }
        };
    inflations.add(new Inflation(coding, chunk, new BodyBuffer(pool, BYTES_MAX), owner));
    inflations.endIdle();
    byte[] plain = bytes(told[0]);
    if (pool.leasedBytes() != 0) {
      throw new AssertionError("a chunk is not back");
    }
    return plain;
  }

  private static byte @Nullable [] bytes(RequestBody told) {
    Chunk chunk = told.chunk();
    if (chunk == null) {
      boolean senders = told.outcome() == Outcome.MALFORMED || told.outcome() == Outcome.TOO_LARGE;
      if (!senders || told.problem().isEmpty()) {
        throw new AssertionError(told.outcome() + ": " + told.problem());
      }
      return null;
    }
    if (chunk.length() > BYTES_MAX) {
      throw new AssertionError("longer than it may be");
    }
    byte[] plain = Arrays.copyOf(chunk.bytes(), chunk.length());
    chunk.release();
    return plain;
  }
}
