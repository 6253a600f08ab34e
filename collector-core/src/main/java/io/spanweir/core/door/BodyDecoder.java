package io.spanweir.core.door;

import java.nio.ByteBuffer;
import java.util.zip.ZipException;

/**
 * Takes an encoded body apart, into the array that will hold the result. Knows nothing of limits on
 * size, which are {@link Inflation}'s. Not thread safe. Holds memory off the heap until {@link
 * #end}.
 */
interface BodyDecoder {
  /** Gives the next bytes; those before must be used up: {@link #inflate} returned 0. */
  void input(ByteBuffer bytes);

  /**
   * How long the body says it will be, without proof; 0 if it doesn't say.
   *
   * @param encoded the whole of it, from position to limit
   */
  long claimedBytes(ByteBuffer encoded);

  /**
   * Decodes into {@code target}.
   *
   * @param length at least 1
   * @return how many bytes were written; 0 when the input is used up
   * @throws ZipException when it is not what it should be
   */
  int inflate(byte[] target, int offset, int length) throws ZipException;

  /** Whether what came so far is whole: it ends where it may. */
  boolean complete();

  /** Ready for another body. */
  void reset();

  /** Gives the memory back; nothing else may be called after it. */
  void end();
}
