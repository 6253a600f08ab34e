package io.spanweir.bench.generator;

import io.spanweir.bench.workload.WireImage;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One request after the other leaving under HTTP/2 flow control.
 *
 * <p>Whole frames are granted, never a part of one: a frame waits until both windows hold it. That
 * cannot block for good, since a peer with a window below one frame's 16 KiB does not exist in
 * practice.
 */
final class FramedSend {
  private static final int DEFAULT_WINDOW = 65_535;

  private @Nullable WireImage image;
  private long connectionWindow = DEFAULT_WINDOW;
  private long streamWindow;
  private int initialWindow = DEFAULT_WINDOW;
  private int stream;
  private int frame;
  private int granted;
  private int end;

  void begin(WireImage next, int streamId) {
    image = next;
    next.bytes().clear();
    next.stream(streamId);
    stream = streamId;
    streamWindow = initialWindow;
    frame = 0;
    granted = 1;
    end = next.frameCount();
  }

  /** Whether other frames may be written now. */
  boolean betweenFrames() {
    WireImage now = image;
    return now == null || now.bytes().position() == now.frameStart(skipSent(now));
  }

  /** Whether the last frame is out. */
  boolean done() {
    WireImage now = image;
    if (now != null && skipSent(now) == end) {
      image = null;
    }
    return image == null;
  }

  /**
   * Returns the bytes that may be sent now.
   *
   * @param oneFrame whether to stop at the end of the frame that is half out
   */
  ByteBuffer allowed(boolean oneFrame) {
    WireImage now = image;
    if (now == null) {
      throw new IllegalStateException("nothing is being sent");
    }
    int current = skipSent(now);
    if (!oneFrame) {
      grant(now);
    }
    int to = oneFrame ? Math.min(current + 1, granted) : granted;
    return now.bytes().limit(now.frameStart(to));
  }

  /** Sends no more than the frame that is half out. */
  void cut() {
    WireImage now = image;
    if (now == null) {
      return;
    }
    int current = skipSent(now);
    int keep = now.bytes().position() == now.frameStart(current) ? current : current + 1;
    for (int unsent = Math.max(keep, 1); unsent < granted; unsent++) {
      connectionWindow += payload(now, unsent);
    }
    granted = keep;
    end = keep;
  }

  void widen(int windowOf, int increment) {
    if (windowOf == 0) {
      connectionWindow += increment;
    } else if (windowOf == stream) {
      streamWindow += increment;
    }
  }

  void initialWindow(int bytes) {
    streamWindow += bytes - initialWindow;
    initialWindow = bytes;
  }

  private void grant(WireImage now) {
    while (granted < end) {
      int payload = payload(now, granted);
      if (payload > connectionWindow || payload > streamWindow) {
        return;
      }
      connectionWindow -= payload;
      streamWindow -= payload;
      granted++;
    }
  }

  private int skipSent(WireImage now) {
    while (frame < end && now.frameStart(frame + 1) <= now.bytes().position()) {
      frame++;
    }
    return frame;
  }

  private static int payload(WireImage image, int frame) {
    return image.frameStart(frame + 1) - image.frameStart(frame) - Http2Frames.HEADER_BYTES;
  }
}
