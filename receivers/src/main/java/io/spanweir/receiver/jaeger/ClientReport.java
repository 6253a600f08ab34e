package io.spanweir.receiver.jaeger;

import static io.spanweir.receiver.jaeger.Tag.ascii;

/**
 * What the sender of a batch says of itself: how many batches it has sent, how many spans it has
 * dropped, since it began. Filled again for each batch.
 */
final class ClientReport {
  /** Reasons for which clients drop spans, in the order of the fields of {@code ClientStats}. */
  static final int REASONS = 3;

  private static final byte[] UUID = ascii("client-uuid");

  private final long[] dropped = new long[REASONS];
  private long client;
  private long sequence;
  private boolean hasStats;

  void clear() {
    client = 0;
    sequence = 0;
    hasStats = false;
    dropped[0] = 0;
    dropped[1] = 0;
    dropped[2] = 0;
  }

  /** Clients that report anything say who they are in a tag of their process. */
  void tag(Tag tag) {
    if (tag.isText() && tag.hasKey(UUID)) {
      long hash = 0xcbf2_9ce4_8422_2325L;
      for (int i = tag.from; i < tag.to; i++) {
        hash = (hash ^ tag.bytes[i]) * 0x100_0000_01b3L;
      }
      client = hash;
    }
  }

  void sequence(long number) {
    sequence = number;
  }

  void dropped(int reason, long spans) {
    dropped[reason] = spans;
    hasStats = true;
  }

  /** A number for the client, the same in all of its batches; 0 if it has not said who it is. */
  long client() {
    return client;
  }

  /** The number of the batch; 0 if it has none. */
  long sequence() {
    return sequence;
  }

  /** Whether there are numbers of dropped spans. */
  boolean hasStats() {
    return hasStats;
  }

  /** How many spans the client has dropped for a reason since it began. */
  long dropped(int reason) {
    return dropped[reason];
  }
}
