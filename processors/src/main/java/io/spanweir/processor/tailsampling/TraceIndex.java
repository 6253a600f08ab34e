package io.spanweir.processor.tailsampling;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * Finds a trace's row by its hash: extendible hashing over small pages with open addressing inside.
 * Single-threaded.
 *
 * <p>One large table must be rehashed whole when it grows, a pause of seconds at ten million
 * traces. Here the top bits of the hash pick a page through a directory; a page that fills up is
 * split in two, which moves some hundred slots and takes microseconds, and only now and then is the
 * directory itself doubled, an array of references.
 *
 * <p>A slot is 8 bytes: the row's number plus one, and 32 bits of hash beside it, so that a probe
 * reads a row only when it is almost surely the right one, and a split or a deletion reads none.
 * Deletion shifts back; there are no tombstones. Pages are off the heap, where a full collection
 * doesn't have to move them.
 */
final class TraceIndex {
  private static final int PAGE_SLOTS = 1024;
  private static final int PAGE_LOAD_MAX = PAGE_SLOTS * 5 / 8;
  private static final int PAGES_PER_SLAB = 8;
  static final int SLAB_BYTES = PAGES_PER_SLAB * PAGE_SLOTS * 8;
  private static final int DEPTH_MAX = 22;

  /** Not there. */
  static final int NONE = -1;

  /** Tells whether a row is the one that is looked for. */
  interface Match {
    boolean matches(int row, long idHigh, long idLow);
  }

  private final Match match;
  private LongBuffer[] slabs = new LongBuffer[1];
  private int pageCount;
  private int[] pageDepth = new int[PAGES_PER_SLAB];
  private int[] pageSize = new int[PAGES_PER_SLAB];
  private int[] directory = new int[1];
  private int depth;
  private int size;
  private long slotsMoved;

  TraceIndex(Match match) {
    this.match = match;
    directory[0] = addPage(0);
  }

  int size() {
    return size;
  }

  /** Slots and directory entries moved by growing, so far. */
  long slotsMoved() {
    return slotsMoved;
  }

  /** Bytes taken from the machine. */
  long allocatedBytes() {
    return (long) ((pageCount + PAGES_PER_SLAB - 1) / PAGES_PER_SLAB) * SLAB_BYTES;
  }

  private int addPage(int localDepth) {
    int page = pageCount++;
    int slab = page / PAGES_PER_SLAB;
    if (slab == slabs.length) {
      slabs = Arrays.copyOf(slabs, slab * 2);
    }
    if (page % PAGES_PER_SLAB == 0) {
      slabs[slab] =
          ByteBuffer.allocateDirect(SLAB_BYTES).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    }
    if (page == pageDepth.length) {
      pageDepth = Arrays.copyOf(pageDepth, page * 2);
      pageSize = Arrays.copyOf(pageSize, page * 2);
    }
    pageDepth[page] = localDepth;
    return page;
  }

  private int pageOf(int hash) {
    return directory[depth == 0 ? 0 : hash >>> (32 - depth)];
  }

  private LongBuffer slab(int page) {
    return slabs[page / PAGES_PER_SLAB];
  }

  private static int base(int page) {
    return (page % PAGES_PER_SLAB) * PAGE_SLOTS;
  }

  private static int home(int hash) {
    return hash & (PAGE_SLOTS - 1);
  }

  private static long slot(int hash, int row) {
    return ((long) hash << 32) | (row + 1);
  }

  /** Reads where a hash is looked for. */
  long touch(int hash) {
    int page = pageOf(hash);
    return slab(page).get(base(page) + home(hash));
  }

  /** The row with this hash that matches, or {@link #NONE}. */
  int find(int hash, long idHigh, long idLow) {
    int page = pageOf(hash);
    LongBuffer slots = slab(page);
    int base = base(page);
    for (int at = home(hash); ; at = (at + 1) & (PAGE_SLOTS - 1)) {
      long slot = slots.get(base + at);
      if (slot == 0) {
        return NONE;
      }
      if ((int) (slot >>> 32) == hash) {
        int row = (int) slot - 1;
        if (match.matches(row, idHigh, idLow)) {
          return row;
        }
      }
    }
  }

  /**
   * Adds a row that isn't there.
   *
   * @return false if its page is full and can't be split, which takes hundreds of traces with equal
   *     hashes
   */
  boolean add(int hash, int row) {
    int page = pageOf(hash);
    while (pageSize[page] >= PAGE_LOAD_MAX) {
      if (pageDepth[page] == DEPTH_MAX) {
        if (pageSize[page] >= PAGE_SLOTS - 1) {
          return false;
        }
        break;
      }
      split(page, hash);
      page = pageOf(hash);
    }
    put(page, hash, row);
    size++;
    return true;
  }

  private void put(int page, int hash, int row) {
    LongBuffer slots = slab(page);
    int base = base(page);
    int at = home(hash);
    while (slots.get(base + at) != 0) {
      at = (at + 1) & (PAGE_SLOTS - 1);
    }
    slots.put(base + at, slot(hash, row));
    pageSize[page]++;
  }

  private void split(int page, int hash) {
    int local = pageDepth[page];
    if (local == depth) {
      doubleDirectory();
    }
    int sibling = addPage(local + 1);
    pageDepth[page] = local + 1;
    redirect(hash, local, sibling);
    LongBuffer slots = slab(page);
    int base = base(page);
    long[] all = new long[PAGE_SLOTS];
    slots.get(base, all);
    for (int i = 0; i < PAGE_SLOTS; i++) {
      slots.put(base + i, 0);
    }
    pageSize[page] = 0;
    for (long slot : all) {
      if (slot != 0) {
        int moved = (int) (slot >>> 32);
        boolean upper = (moved >>> (31 - local) & 1) == 1;
        put(upper ? sibling : page, moved, (int) slot - 1);
      }
    }
    slotsMoved += PAGE_SLOTS;
  }

  /**
   * Of the directory entries of a page with {@code local} bits, which side by side share those bits
   * of a hash, lets the upper half point to its sibling.
   */
  private void redirect(int hash, int local, int sibling) {
    int entries = 1 << (depth - local);
    int first = (depth == 0 ? 0 : hash >>> (32 - depth)) & -entries;
    Arrays.fill(directory, first + entries / 2, first + entries, sibling);
  }

  private void doubleDirectory() {
    int[] doubled = new int[directory.length * 2];
    for (int i = 0; i < directory.length; i++) {
      doubled[2 * i] = directory[i];
      doubled[2 * i + 1] = directory[i];
    }
    slotsMoved += doubled.length;
    directory = doubled;
    depth++;
  }

  /** Takes a row out that is there. */
  void remove(int hash, int row) {
    int page = pageOf(hash);
    LongBuffer slots = slab(page);
    int base = base(page);
    long wanted = slot(hash, row);
    int at = home(hash);
    while (slots.get(base + at) != wanted) {
      if (slots.get(base + at) == 0) {
        throw new IllegalStateException("row " + row + " is not in the index");
      }
      at = (at + 1) & (PAGE_SLOTS - 1);
    }
    shiftBack(slots, base, at);
    pageSize[page]--;
    size--;
  }

  private static void shiftBack(LongBuffer slots, int base, int hole) {
    int at = hole;
    while (true) {
      at = (at + 1) & (PAGE_SLOTS - 1);
      long slot = slots.get(base + at);
      if (slot == 0) {
        slots.put(base + hole, 0);
        return;
      }
      int home = home((int) (slot >>> 32));
      // The slot may move into the hole if its home is not in the stretch between hole and slot.
      if (((at - home) & (PAGE_SLOTS - 1)) >= ((at - hole) & (PAGE_SLOTS - 1))) {
        slots.put(base + hole, slot);
        hole = at;
      }
    }
  }
}
