package io.spanweir.core.inflate;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spanweir.testkit.Rng;
import java.util.Arrays;

/** Any bytes: what zlib makes of them, or a refusal where zlib refuses. */
class InflateFuzzTest {
  private static final Streams STREAMS = new Streams(1 << 20);

  @FuzzTest(maxDuration = "1m")
  void agreesWithZlib(byte[] encoded) {
    Streams.Result theirs = STREAMS.zlib(encoded);
    Streams.Result ours = STREAMS.own(encoded, new Rng(Arrays.hashCode(encoded)));
    boolean same =
        theirs == null || ours == null
            ? theirs == ours
            : theirs.used() == ours.used() && Arrays.equals(theirs.plain(), ours.plain());
    if (!same) {
      throw new AssertionError("zlib reads it otherwise");
    }
  }
}
