package io.spanweir.processor.tailsampling;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Rows of primitive fields off the heap, by number: allocated in pages that never move, freed one
 * by one, reused last in first out. Growing costs one page, whatever the number of rows.
 * Single-threaded.
 *
 * <p>The numbers of the rows that were freed last are at hand, those of others linked: the first
 * int of a free row is the next free one. To take a row by its link is to wait for memory that
 * nobody has read for long.
 */
final class Rows {
  /**
   * All of a page is filled with zeros when it is taken; a larger one makes whoever adds a row
   * wait.
   */
  static final int PAGE_BYTES = 1 << 16;

  private static final int LINE_BYTES = 64;
  private static final int AT_HAND_MAX = 1 << 14;

  private final int rowShift;
  private final int pageShift;
  private final int pageMask;
  private ByteBuffer[] pages = new ByteBuffer[4];
  private int pageCount;
  private int nextNew;
  private int[] atHand = new int[64];
  private int atHandCount;
  private int free = -1;
  private int live;
  private long pagesMoved;

  /**
   * @param rowBytes size of a row, a power of two up to a page
   */
  Rows(int rowBytes) {
    rowShift = Integer.numberOfTrailingZeros(rowBytes);
    pageShift = Integer.numberOfTrailingZeros(PAGE_BYTES) - rowShift;
    pageMask = (1 << pageShift) - 1;
  }

  /** Rows in use. */
  int live() {
    return live;
  }

  /** References to pages moved by growing, so far. */
  long pagesMoved() {
    return pagesMoved;
  }

  /** Bytes taken from the machine. */
  long allocatedBytes() {
    return (long) pageCount * PAGE_BYTES;
  }

  /** A row with whatever is left in it. @return its number, 0 or more */
  int take() {
    live++;
    if (atHandCount > 0) {
      return atHand[--atHandCount];
    }
    if (free >= 0) {
      int row = free;
      free = getInt(row, 0);
      return row;
    }
    int row = nextNew++;
    if (row >> pageShift == pageCount) {
      addPage();
    }
    return row;
  }

  void give(int row) {
    live--;
    if (atHandCount == atHand.length && atHandCount < AT_HAND_MAX) {
      atHand = Arrays.copyOf(atHand, 2 * atHandCount);
    }
    if (atHandCount < atHand.length) {
      atHand[atHandCount++] = row;
    } else {
      putInt(row, 0, free);
      free = row;
    }
  }

  private void addPage() {
    if (pageCount == pages.length) {
      pages = Arrays.copyOf(pages, pageCount * 2);
      pagesMoved += pageCount;
    }
    // A row of 64 bytes is a cache line of its own only if its page starts on one.
    pages[pageCount++] =
        ByteBuffer.allocateDirect(PAGE_BYTES + LINE_BYTES)
            .alignedSlice(LINE_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  int getInt(int row, int field) {
    return pages[row >> pageShift].getInt(((row & pageMask) << rowShift) + field);
  }

  void putInt(int row, int field, int value) {
    pages[row >> pageShift].putInt(((row & pageMask) << rowShift) + field, value);
  }

  long getLong(int row, int field) {
    return pages[row >> pageShift].getLong(((row & pageMask) << rowShift) + field);
  }

  void putLong(int row, int field, long value) {
    pages[row >> pageShift].putLong(((row & pageMask) << rowShift) + field, value);
  }
}
