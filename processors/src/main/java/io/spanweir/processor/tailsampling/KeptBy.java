package io.spanweir.processor.tailsampling;

/**
 * What is remembered of a kept trace: the number of its policy's name and why it was decided when
 * it was, in an int that is not negative. Names are counted from 0 and stay far below what 28 bits
 * hold.
 */
final class KeptBy {
  private static final DecisionReason[] REASONS = DecisionReason.values();
  private static final int REASON_SHIFT = 28;
  private static final int NAME_MASK = (1 << REASON_SHIFT) - 1;

  private KeptBy() {}

  /**
   * @param name a number of {@link PolicyNames}
   */
  static int of(int name, DecisionReason reason) {
    return name | reason.ordinal() << REASON_SHIFT;
  }

  /** The number of the policy's name. */
  static int name(int kept) {
    return kept & NAME_MASK;
  }

  static DecisionReason reason(int kept) {
    return REASONS[kept >>> REASON_SHIFT];
  }
}
