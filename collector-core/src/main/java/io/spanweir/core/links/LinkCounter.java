package io.spanweir.core.links;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds links between services in spans that pass in any order, as Zipkin's {@code
 * DependencyLinker} finds them in whole traces.
 *
 * <p>A link needs a span, its nearest ancestor with a kind, and to know whether it has children. So
 * spans wait in a ring for a while, a few words each, and are linked when they leave its younger
 * half: by then their parents and children have passed. The older half is there for children that
 * come late. When more spans come than the ring has room for they wait shorter; a parent that was
 * not seen, or not any more, is what the child says its remote is. Nothing else is lost.
 *
 * <p>Spans that were counted as whole traces within the ring give exactly what the linker gives.
 * Links are put into the hour of their span's timestamp, without one into that of the arrival.
 *
 * <pre>
 * ring slot: trace ^ id (a server's spans apart from others of the id) | parent's | kind, flags |
 *            service | remote | hour | when it came
 * </pre>
 *
 * <p>Any thread; one short lock per span.
 */
public final class LinkCounter {
  private static final int NONE = -1;
  private static final int NAMES_MAX = 50_000;

  /** A longer one is nobody's name. */
  private static final int NAME_CHARS_MAX = 255;

  private static final int LOOKS_MAX = 16;
  private static final int ANCESTORS_MAX = 128;
  private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;
  private static final int KIND_MASK = 7;
  private static final int SHARED = 8;
  private static final int ERROR = 16;
  private static final int HAS_PARENT = 32;

  private final int capacity;
  private final long waitNanos;
  private final long[] trace;
  private final long[] id;
  private final long[] parent;
  private final byte[] facts;
  private final int[] service;
  private final int[] remote;
  private final int[] hour;
  private final long[] cameNanos;

  /** Chains of slots by their key, newest first, and by parent. */
  private final int[] firstOfKey;

  private final int[] nextOfKey;
  private final int[] firstOfParent;
  private final int[] nextOfParent;

  private final Map<String, Integer> numbers = new HashMap<>();
  private String[] names = new String[256];
  private final LinkCounts counts = new LinkCounts();

  /** Spans that ever came; the ring has the last {@link #capacity} of them. */
  private long came;

  /** How many of them were linked. */
  private long linked;

  /**
   * @param spans how many spans wait at most, both halves together: 80 bytes each
   * @param waitNanos how long one waits for its parent and children
   */
  public LinkCounter(int spans, long waitNanos) {
    capacity = Math.max(2, Integer.highestOneBit(spans));
    this.waitNanos = waitNanos;
    trace = new long[capacity];
    id = new long[capacity];
    parent = new long[capacity];
    facts = new byte[capacity];
    service = new int[capacity];
    remote = new int[capacity];
    hour = new int[capacity];
    cameNanos = new long[capacity];
    firstOfKey = filled();
    nextOfKey = filled();
    firstOfParent = filled();
    nextOfParent = filled();
    names[0] = "";
    numbers.put("", 0);
  }

  private int[] filled() {
    int[] array = new int[capacity];
    Arrays.fill(array, NONE);
    return array;
  }

  /** Takes a span in; it stays the caller's. */
  public synchronized void add(LinkSpan span, long nowNanos, long nowEpochMicros) {
    if (came - linked >= capacity / 2) {
      linkOldest(counts);
    }
    int slot = (int) came & (capacity - 1);
    if (came >= capacity) {
      unchain(slot);
    }
    boolean hasParent = span.parent != 0 && span.parent != span.id;
    trace[slot] = span.traceLow;
    id[slot] = span.id;
    parent[slot] = hasParent ? span.parent : 0;
    facts[slot] =
        (byte)
            (span.kind
                | (span.shared ? SHARED : 0)
                | (span.error ? ERROR : 0)
                | (hasParent ? HAS_PARENT : 0));
    service[slot] = number(span.service);
    remote[slot] = number(span.remote);
    long micros = span.epochMicros == 0 ? nowEpochMicros : span.epochMicros;
    hour[slot] = (int) (micros / LinkCounts.HOUR_MICROS);
    cameNanos[slot] = nowNanos;
    if (!isRepeated(slot)) {
      chain(slot);
      came++;
    }
    linkDue(nowNanos);
  }

  /**
   * Whether it came before, as what is sent again does: such a span counts once. Looks at a few of
   * the same id only, so that a sender who uses one id for all costs no more than others.
   */
  private boolean isRepeated(int slot) {
    int at = firstOfKey[bucket(trace[slot], id[slot])];
    for (int looks = 0; at != NONE && looks < LOOKS_MAX; looks++) {
      if (isSame(at, slot)) {
        return true;
      }
      at = nextOfKey[at];
    }
    return false;
  }

  private boolean isSame(int a, int b) {
    return trace[a] == trace[b]
        && id[a] == id[b]
        && parent[a] == parent[b]
        && facts[a] == facts[b]
        && service[a] == service[b]
        && remote[a] == remote[b]
        && hour[a] == hour[b];
  }

  /**
   * Adds what has waited long enough to the counts, then hands all counts over and forgets them.
   */
  public synchronized void drain(long nowNanos, LinkCounts.Visitor to) {
    linkDue(nowNanos);
    counts.visit(to);
    counts.clear();
  }

  /** Links all that waits, at the end; then hands over as {@link #drain}. */
  public synchronized void drainAll(LinkCounts.Visitor to) {
    while (linked < came) {
      linkOldest(counts);
    }
    counts.visit(to);
    counts.clear();
  }

  /** The counts not handed over yet, and those of what waits as if it had waited long enough. */
  public synchronized void peek(LinkCounts.Visitor to) {
    counts.visit(to);
    LinkCounts waiting = new LinkCounts();
    for (long at = linked; at < came; at++) {
      link((int) at & (capacity - 1), waiting);
    }
    waiting.visit(to);
  }

  private int number(String name) {
    if (name.length() > NAME_CHARS_MAX) {
      return 0;
    }
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    int next = numbers.size();
    if (next == NAMES_MAX) {
      return 0;
    }
    if (next == names.length) {
      names = Arrays.copyOf(names, next * 2);
    }
    names[next] = name;
    numbers.put(name, next);
    return next;
  }

  private int bucket(long ofTrace, long ofId) {
    long mixed = ((ofTrace * SPREAD) ^ ofId) * SPREAD;
    return (int) (mixed >>> 32) & (capacity - 1);
  }

  private void chain(int slot) {
    int key = bucket(trace[slot], id[slot]);
    nextOfKey[slot] = firstOfKey[key];
    firstOfKey[key] = slot;
    int parents = bucket(trace[slot], parent[slot]);
    nextOfParent[slot] = firstOfParent[parents];
    firstOfParent[parents] = slot;
  }

  private void unchain(int slot) {
    remove(slot, bucket(trace[slot], id[slot]), firstOfKey, nextOfKey);
    remove(slot, bucket(trace[slot], parent[slot]), firstOfParent, nextOfParent);
  }

  private static void remove(int slot, int bucket, int[] first, int[] next) {
    if (first[bucket] == slot) {
      first[bucket] = next[slot];
      return;
    }
    int at = first[bucket];
    while (at != NONE && next[at] != slot) {
      at = next[at];
    }
    if (at != NONE) {
      next[at] = next[slot];
    }
  }

  private void linkDue(long nowNanos) {
    while (linked < came && nowNanos - cameNanos[(int) linked & (capacity - 1)] >= waitNanos) {
      linkOldest(counts);
    }
  }

  private void linkOldest(LinkCounts to) {
    link((int) linked & (capacity - 1), to);
    linked++;
  }

  /** The rule of Zipkin's linker, for one span. */
  private void link(int slot, LinkCounts to) {
    int kind = facts[slot] & KIND_MASK;
    if (kind == LinkSpan.CLIENT && hasChildren(slot)) {
      return;
    }
    int own = service[slot];
    int other = remote[slot];
    if (kind == LinkSpan.NO_KIND) {
      if (own == 0 || other == 0) {
        return;
      }
      kind = LinkSpan.CLIENT;
    }
    boolean called = kind == LinkSpan.SERVER || kind == LinkSpan.CONSUMER;
    int caller = called ? other : own;
    int callee = called ? own : other;
    boolean error = (facts[slot] & ERROR) != 0;
    if (kind == LinkSpan.PRODUCER || kind == LinkSpan.CONSUMER) {
      count(slot, caller, callee, error, to);
      return;
    }
    int ancestor = ancestor(slot);
    int ancestors = ancestor == NONE ? 0 : service[ancestor];
    if (ancestors != 0) {
      if (kind == LinkSpan.CLIENT && own != 0 && ancestors != own) {
        count(slot, ancestors, own, false, to);
      }
      if (kind == LinkSpan.SERVER || caller == 0) {
        caller = ancestors;
      }
      error |=
          (facts[ancestor] & KIND_MASK) == LinkSpan.CLIENT
              && (facts[slot] & HAS_PARENT) != 0
              && parent[slot] == id[ancestor]
              && (facts[ancestor] & ERROR) != 0;
    }
    count(slot, caller, callee, error, to);
  }

  private void count(int slot, int caller, int callee, boolean error, LinkCounts to) {
    if (caller != 0 && callee != 0) {
      to.add(hour[slot], names[caller], names[callee], 1, error ? 1 : 0);
    }
  }

  private boolean isServer(int slot) {
    return (facts[slot] & KIND_MASK) == LinkSpan.SERVER || (facts[slot] & SHARED) != 0;
  }

  /** Whether a client's span has its server's, or one below it that no server's is between. */
  private boolean hasChildren(int slot) {
    if (find(trace[slot], id[slot], true) != NONE) {
      return true;
    }
    int at = firstOfParent[bucket(trace[slot], id[slot])];
    for (; at != NONE; at = nextOfParent[at]) {
      if (parent[at] == id[slot] && trace[at] == trace[slot]) {
        return true;
      }
    }
    return false;
  }

  /** The nearest span above that has a kind. */
  private int ancestor(int slot) {
    int at = above(slot);
    for (int steps = 0; at != NONE && steps < ANCESTORS_MAX; steps++) {
      if ((facts[at] & KIND_MASK) != LinkSpan.NO_KIND) {
        return at;
      }
      at = above(at);
    }
    return NONE;
  }

  /**
   * A server's span is below its client's of the same id. What has a client's and a server's span
   * for a parent is below the server's if it is of the same service.
   */
  private int above(int slot) {
    if (isServer(slot)) {
      int client = find(trace[slot], id[slot], false);
      if (client != NONE) {
        return client;
      }
    }
    if ((facts[slot] & HAS_PARENT) == 0) {
      return NONE;
    }
    int server = find(trace[slot], parent[slot], true);
    for (int at = server; at != NONE; at = nextOfKey[at]) {
      if (id[at] == parent[slot]
          && trace[at] == trace[slot]
          && isServer(at)
          && service[at] == service[slot]) {
        return at;
      }
    }
    int client = find(trace[slot], parent[slot], false);
    if (client == NONE && server == NONE) {
      return root(slot);
    }
    return client != NONE ? client : server;
  }

  /** What a span is below whose parent is missing. */
  private int root(int slot) {
    int at = firstOfParent[bucket(trace[slot], 0)];
    while (at != NONE && (trace[at] != trace[slot] || (facts[at] & HAS_PARENT) != 0)) {
      at = nextOfParent[at];
    }
    return at;
  }

  private int find(long ofTrace, long ofId, boolean server) {
    int at = firstOfKey[bucket(ofTrace, ofId)];
    for (; at != NONE; at = nextOfKey[at]) {
      if (id[at] == ofId && trace[at] == ofTrace && isServer(at) == server) {
        return at;
      }
    }
    return NONE;
  }
}
