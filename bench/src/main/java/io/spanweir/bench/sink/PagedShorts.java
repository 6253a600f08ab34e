package io.spanweir.bench.sink;

/** Sixteen bits per number, in pages that come into being when first written. One writer. */
final class PagedShorts {
  private static final int PAGE_BITS = 16;
  private static final int PAGES = 1 << 14;

  private final short[][] pages = new short[PAGES][];

  int get(long index) {
    short[] page = index >>> PAGE_BITS < PAGES ? pages[(int) (index >>> PAGE_BITS)] : null;
    return page == null ? 0 : page[(int) index & (1 << PAGE_BITS) - 1] & 0xffff;
  }

  void set(long index, int value) {
    int number = Math.toIntExact(index >>> PAGE_BITS);
    short[] page = pages[number];
    if (page == null) {
      page = new short[1 << PAGE_BITS];
      pages[number] = page;
    }
    page[(int) index & (1 << PAGE_BITS) - 1] = (short) value;
  }
}
