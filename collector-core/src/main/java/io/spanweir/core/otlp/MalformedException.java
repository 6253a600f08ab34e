package io.spanweir.core.otlp;

/**
 * Bytes that are not what they should be, with where: what the sender is told and what nobody logs
 * more than once.
 */
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int offset;

  /**
   * @param problem what is wrong, as a phrase without the offset
   * @param offset byte of the body at which it was noticed
   */
  public MalformedException(String problem, int offset) {
    super(problem + " at byte " + offset, null, false, false);
    this.offset = offset;
  }

  public int offset() {
    return offset;
  }
}
