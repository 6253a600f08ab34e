package io.spanweir.receiver.jaeger;

import io.spanweir.core.component.Settings;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.door.Answerer;
import io.spanweir.core.door.DoorMetrics;
import io.spanweir.core.door.Outcome;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.intake.Intake;
import io.spanweir.receiver.transcode.ProtoOutput;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of datagrams: those that are read in one go become one request. A sender can't be
 * told anything, so everything is counted: what is no good, what there was no room for, here or
 * further down. On the event loop of the socket, but for {@link #isIdle}.
 */
final class UdpIntake {
  /** What is written before it is handed on, however much there is still to read. */
  private static final int HAND_ON_BYTES = 256 << 10;

  /** The most that one datagram can become, with what was written before it. */
  private static final int BYTES_MAX = 16 << 20;

  private final ThriftTranscoder transcoder;
  private final Intake next;
  private final DoorMetrics metrics;
  private final BodyBuffer output;
  private final int packetBytesMax;
  private final AtomicInteger underWay = new AtomicInteger();
  private int datagrams;
  private long datagramBytes;

  /**
   * Bytes that were handed on the last time: as many are likely, and so their room is not grown.
   */
  private int likelyBytes;

  UdpIntake(
      Settings settings,
      ThriftTranscoder transcoder,
      Intake next,
      String transport,
      int packetBytesMax) {
    this.transcoder = transcoder;
    this.next = next;
    this.metrics = new DoorMetrics(settings, transport);
    this.output = new BodyBuffer(settings.pools().chunks(), BYTES_MAX);
    this.packetBytesMax = packetBytesMax;
  }

  /** Whether everything that was handed on has had its answer. Any thread. */
  boolean isIdle() {
    return underWay.get() == 0;
  }

  /** An error that is no datagram's. */
  void failed(Exception cause) {
    metrics.request(Outcome.CANCELLED, 0, String.valueOf(cause));
  }

  /** Lets go of its memory; nothing comes any more. */
  void close() {
    output.clear();
  }

  /** Reads {@code datagram[0, length)}, which is the caller's again afterwards. */
  void take(byte[] datagram, int length) {
    if (length > packetBytesMax) {
      metrics.request(Outcome.TOO_LARGE, length, "longer than max_packet_size");
      return;
    }
    // Room for another like it: a batch grows by half when it becomes OTLP, seldom more.
    if (output.length() + 2 * length > HAND_ON_BYTES) {
      handOn();
    }
    if (output.length() == 0) {
      output.room(length, likelyBytes);
    }
    try {
      transcode(datagram, length);
    } catch (MalformedException e) {
      metrics.request(Outcome.MALFORMED, length, e.getMessage());
    } catch (ProtoOutput.NoRoomException e) {
      Outcome outcome = e.forGood() ? Outcome.TOO_LARGE : Outcome.NO_ROOM;
      metrics.request(outcome, length, "no memory for a datagram");
    }
  }

  /** Writes a datagram behind the others, or leaves them as they were. */
  private void transcode(byte[] datagram, int length)
      throws MalformedException, ProtoOutput.NoRoomException {
    int before = output.length();
    boolean whole = false;
    try {
      transcoder.transcode(datagram, length, output);
      whole = true;
    } finally {
      if (!whole) {
        output.wrote(before - output.length());
      }
    }
    datagrams++;
    datagramBytes += length;
  }

  /** Hands on what was read. */
  void handOn() {
    if (datagrams == 0) {
      output.clear();
      return;
    }
    Flushed flushed = new Flushed(datagrams, datagramBytes);
    datagrams = 0;
    datagramBytes = 0;
    likelyBytes = output.length();
    underWay.incrementAndGet();
    next.take(output.take(), flushed);
  }

  /** Datagrams that were handed on together. */
  private final class Flushed implements Answerer {
    private final int count;
    private final long bytes;

    Flushed(int count, long bytes) {
      this.count = count;
      this.bytes = bytes;
    }

    @Override
    public void answer(
        Outcome outcome, int rejectedSpans, @Nullable String text, long retryAfterNanos) {
      metrics.requests(outcome, count, bytes, text);
      underWay.decrementAndGet();
    }
  }
}
