package io.spanweir.core.door;

import io.spanweir.core.inflate.Inflate;
import java.util.zip.ZipException;

/**
 * Takes an encoded body apart, into the array that will hold the result. Knows nothing of limits on
 * size, which are {@link Inflation}'s. Not thread safe. May hold memory off the heap until {@link
 * #end}.
 */
interface BodyDecoder {
  /** How much of what was decoded before must be in front of what is decoded next. */
  int WINDOW_BYTES = Inflate.WINDOW_BYTES;

  /** Begins with a body, the whole of it, from the start of the array, which is only read. */
  void begin(byte[] encoded, int length);

  /**
   * How long the body says it will be, without proof; 0 if it doesn't say. After {@link #begin}.
   */
  long claimedBytes();

  /**
   * Decodes some more.
   *
   * @param target what was decoded before is in front of {@code offset}, as much as there is of it
   *     up to {@link #WINDOW_BYTES}
   * @param length at least 1; all these bytes may be changed, even those that are not reached
   * @return how many bytes came; 0 when the body has ended, where it may
   * @throws ZipException when it is not what it should be, or breaks off
   */
  int inflate(byte[] target, int offset, int length) throws ZipException;

  /** Lets go of the body; ready for another. */
  void reset();

  /** Gives the memory back; nothing else may be called after it. */
  void end();
}
