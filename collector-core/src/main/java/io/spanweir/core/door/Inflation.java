package io.spanweir.core.door;

import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * One encoded body that is decoded in turns. What bounds it, for every coding: the buffer's limit,
 * the pool's budget, and a ratio: past {@link #FREE_BYTES} a body may not be more than {@link
 * #RATIO_MAX} times what came over the wire. OTLP with its random ids inflates some tenfold;
 * deflate's limit, which only nonsense reaches, is 1032, and zstd has none.
 *
 * <p>Owns both chunks until there is a result. On its event loop.
 */
public final class Inflation {
  public static final int RATIO_MAX = 250;
  public static final int FREE_BYTES = 1 << 20;

  /** By what a body is guessed to grow that doesn't say. */
  private static final int GUESS_TIMES = 4;

  /** By what a body that says may grow before memory is leased only for what is there. */
  private static final int TRUST_TIMES = 16;

  private final Coding coding;
  private final Chunk encoded;
  private final BodyBuffer output;
  private final Owner owner;
  private long hint;

  /** Who waits for the plain body. */
  public interface Owner {
    /** Whether nobody wants it any more. */
    boolean gone();

    /** Takes over the plain body, or why there is none. Called once, on the loop. */
    void onInflated(RequestBody plain);
  }

  /**
   * @param encoded a whole body; its lease is taken over
   * @param output empty, with the limit that holds after decoding
   */
  public Inflation(Coding coding, Chunk encoded, BodyBuffer output, Owner owner) {
    this.coding = coding;
    this.encoded = encoded;
    this.output = output;
    this.owner = owner;
  }

  public Coding coding() {
    return coding;
  }

  public Owner owner() {
    return owner;
  }

  /** Gives the decoder its bytes. Before the first {@link #turn}. */
  public void begin(BodyDecoder decoder) {
    decoder.begin(encoded.bytes(), encoded.length());
    long claimed = decoder.claimedBytes();
    hint =
        1
            + (claimed == 0
                ? (long) GUESS_TIMES * encoded.length()
                : Math.min(claimed, (long) TRUST_TIMES * encoded.length()));
  }

  /** Decodes some more. @return what it came to; null if it isn't through */
  public @Nullable RequestBody turn(BodyDecoder decoder) {
    int end = output.length() + coding.turnBytes();
    try {
      while (output.length() < end) {
        RequestBody failure = output.free() > 0 ? null : room(decoder);
        if (failure != null) {
          return failure;
        }
        int space = Math.min(output.free(), end - output.length());
        int count = space == 0 ? 0 : decoder.inflate(output.bytes(), output.length(), space);
        output.wrote(count);
        if (count == 0) {
          encoded.release();
          return RequestBody.of(output.take());
        }
        if (output.length() > FREE_BYTES && output.length() / RATIO_MAX > encoded.length()) {
          return failed(Outcome.TOO_LARGE, "the body inflates more than " + RATIO_MAX + " times");
        }
      }
      return null;
    } catch (ZipException e) {
      return failed(Outcome.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  /** Null if there is some, or if a full body that needs none is at its end. */
  private @Nullable RequestBody room(BodyDecoder decoder) throws ZipException {
    return switch (output.room(1, hint)) {
      case THERE -> null;
      case NONE -> failed(Outcome.NO_ROOM, "no memory for the body now");
      case TOO_LARGE ->
          goesOn(decoder) ? failed(Outcome.TOO_LARGE, "the body inflates to too much") : null;
    };
  }

  /** Only a byte that comes shows that a full body is too long. */
  private boolean goesOn(BodyDecoder decoder) throws ZipException {
    int from = Math.max(0, output.length() - BodyDecoder.WINDOW_BYTES);
    byte[] probe = Arrays.copyOfRange(output.bytes(), from, output.length() + 1);
    return decoder.inflate(probe, probe.length - 1, 1) > 0;
  }

  /** Gives it up. */
  public RequestBody failed(Outcome outcome, String problem) {
    encoded.release();
    output.clear();
    return RequestBody.failed(outcome, problem);
  }
}
