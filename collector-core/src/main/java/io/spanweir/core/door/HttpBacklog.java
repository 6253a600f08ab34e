package io.spanweir.core.door;

import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What a sender has sent ahead while an answer is open, in its order. On the connection's loop. */
final class HttpBacklog {
  private static final int PIECES_MAX = 256;

  private final ArrayDeque<HttpObject> pieces = new ArrayDeque<>();

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  /**
   * Keeps a piece, whose reference is taken over. @return false if there are too many: it is gone
   */
  boolean add(HttpObject piece) {
    if (pieces.size() == PIECES_MAX) {
      ReferenceCountUtil.release(piece);
      return false;
    }
    pieces.addLast(piece);
    return true;
  }

  /** The next piece, its reference passed on; null if there is none. */
  @Nullable HttpObject poll() {
    return pieces.pollFirst();
  }

  void clear() {
    pieces.forEach(ReferenceCountUtil::release);
    pieces.clear();
  }
}
