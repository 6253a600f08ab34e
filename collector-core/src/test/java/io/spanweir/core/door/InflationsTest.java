package io.spanweir.core.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdCompressCtx;
import io.netty.util.concurrent.AbstractEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.testkit.Bodies;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InflationsTest {
  private static final int BYTES_MAX = 20 << 20;

  private final ChunkPool pool = new ChunkPool(256 << 20, 0);
  private final Turns turns = new Turns();
  private final Inflations inflations = new Inflations(turns);

  /** Runs one task when it is told to. */
  private static final class Turns extends AbstractEventExecutor {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    boolean one() {
      Runnable task = tasks.poll();
      if (task != null) {
        task.run();
      }
      return task != null;
    }

    void all() {
      while (one()) {
        // On to the next.
      }
    }

    @Override
    public boolean inEventLoop(Thread thread) {
      return true;
    }

    @Override
    public boolean isShuttingDown() {
      return false;
    }

    @Override
    public Future<?> shutdownGracefully(long quiet, long timeout, TimeUnit unit) {
      return terminationFuture();
    }

    @Override
    public Future<?> terminationFuture() {
      return GlobalEventExecutor.INSTANCE.newSucceededFuture(null);
    }

    @Override
    @Deprecated
    public void shutdown() {}

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return false;
    }
  }

  private static final class Sender implements Inflation.Owner {
    private @Nullable RequestBody body;
    private boolean gone;

    @Override
    public boolean gone() {
      return gone;
    }

    @Override
    public void onInflated(RequestBody plain) {
      assertThat(body).isNull();
      body = plain;
    }

    RequestBody body() {
      assertThat(body).isNotNull();
      return body;
    }

    byte[] bytes() {
      assertThat(body().problem()).isEmpty();
      Chunk chunk = body().chunk();
      byte[] bytes = Arrays.copyOf(chunk.bytes(), chunk.length());
      chunk.release();
      return bytes;
    }
  }

  @AfterEach
  void nothingIsKept() {
    turns.all();
    assertThat(pool.leasedBytes()).isZero();
    inflations.endIdle();
  }

  private Sender send(Coding coding, byte[] encoded) {
    return send(coding, encoded, BYTES_MAX);
  }

  private Sender send(Coding coding, byte[] encoded, int bytesMax) {
    Chunk chunk = pool.lease(encoded.length);
    System.arraycopy(encoded, 0, chunk.bytes(), 0, encoded.length);
    chunk.length(encoded.length);
    Sender sender = new Sender();
    inflations.add(new Inflation(coding, chunk, new BodyBuffer(pool, bytesMax), sender));
    return sender;
  }

  private Sender sendAll(Coding coding, byte[] encoded) {
    Sender sender = send(coding, encoded);
    turns.all();
    return sender;
  }

  private static byte[] encode(Coding coding, byte[] body) {
    return switch (coding) {
      case IDENTITY -> body;
      case GZIP -> Bodies.gzip(body);
      case ZSTD -> Bodies.zstd(body);
      case DEFLATE -> Bodies.deflate(body, false);
    };
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void decodesAnyBody(Coding coding) throws Exception {
    Seed.each(
        40,
        seed -> {
          Rng rng = new Rng(seed);
          byte[] body =
              rng.percent(50)
                  ? Bodies.random((int) seed, rng.below(30_000))
                  : Bodies.repeated(Bodies.request().body(), 1 + rng.below(50));
          assertThat(sendAll(coding, encode(coding, body)).bytes()).isEqualTo(body);
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void takesTurns(Coding coding) {
    byte[] body = Bodies.compressible(5 << 20);
    Sender large = send(coding, encode(coding, body));
    byte[] one = Bodies.request().body();
    assertThat(large.body).isNull();
    assertThat(send(coding, encode(coding, one)).bytes()).isEqualTo(one);
    int count = 0;
    while (turns.one()) {
      count++;
    }
    assertThat(count).isGreaterThanOrEqualTo(body.length / coding.turnBytes());
    assertThat(large.bytes()).isEqualTo(body);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void bodiesPastTheNumberOfDecodersWait(Coding coding) {
    byte[] body = Bodies.compressible(5 << 20);
    byte[] encoded = encode(coding, body);
    List<Sender> senders = new ArrayList<>();
    for (int i = 0; i < 2 * Inflations.ACTIVE_MAX; i++) {
      senders.add(send(coding, encoded));
    }
    senders.get(1).gone = true;
    senders.get(Inflations.ACTIVE_MAX).gone = true;
    Sender small = send(coding, encode(coding, new byte[] {1}));
    assertThat(small.body).isNull();
    turns.all();
    assertThat(small.bytes()).containsExactly(1);
    for (Sender sender : senders) {
      if (sender.gone) {
        assertThat(sender.body().outcome()).isEqualTo(Outcome.CANCELLED);
      } else {
        assertThat(sender.bytes().length).isEqualTo(body.length);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void knowsWhenABodyIsNotWhole(Coding coding) {
    byte[] encoded = encode(coding, Bodies.request().body());
    for (int length = 0; length < encoded.length; length++) {
      Sender sender = sendAll(coding, Bodies.cut(encoded, length));
      assertThat(sender.body().outcome()).as("%s bytes", length).isEqualTo(Outcome.MALFORMED);
      assertThat(sender.body().problem()).startsWith("the body is no " + coding.label());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void survivesAnyDamage(Coding coding) throws Exception {
    byte[] encoded = encode(coding, Bodies.repeated(Bodies.request().body(), 4));
    Seed.each(
        100,
        seed -> {
          Rng rng = new Rng(seed);
          byte[] broken = encoded.clone();
          broken[rng.below(broken.length)] ^= (byte) (1 + rng.below(255));
          RequestBody body = sendAll(coding, broken).body();
          if (body.chunk() != null) {
            body.chunk().release();
          } else {
            assertThat(body.outcome()).isIn(Outcome.MALFORMED, Outcome.TOO_LARGE);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void noticesABomb(Coding coding) {
    assertThat(sendAll(coding, encode(coding, new byte[19 << 20])).body().outcome())
        .isEqualTo(Outcome.TOO_LARGE);
    byte[] dense = new byte[Inflation.FREE_BYTES];
    assertThat(sendAll(coding, encode(coding, dense)).bytes()).isEqualTo(dense);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void aBodyMayBeAsLongAsItMayAndNoLonger(Coding coding) {
    byte[] body = Bodies.random(3, 100_000);
    byte[] encoded = encode(coding, body);
    assertThat(send(coding, encoded, body.length).bytes()).isEqualTo(body);
    assertThat(send(coding, encoded, body.length - 1).body().outcome())
        .isEqualTo(Outcome.TOO_LARGE);
  }

  @Test
  void saysWhenThereIsNoMemory() {
    ChunkPool tiny = new ChunkPool(1 << 10, 0);
    Sender sender = new Sender();
    Chunk chunk = pool.lease(1000);
    byte[] encoded = Bodies.gzip(new byte[100_000]);
    System.arraycopy(encoded, 0, chunk.bytes(), 0, encoded.length);
    chunk.length(encoded.length);
    inflations.add(new Inflation(Coding.GZIP, chunk, new BodyBuffer(tiny, BYTES_MAX), sender));
    assertThat(sender.body().outcome()).isEqualTo(Outcome.NO_ROOM);
  }

  @Test
  void deflateMayComeBare() {
    byte[] body = Bodies.request().body();
    for (int level = 0; level < 10; level++) {
      assertThat(sendAll(Coding.DEFLATE, Bodies.deflate(body, true)).bytes()).isEqualTo(body);
      assertThat(sendAll(Coding.DEFLATE, Bodies.deflate(body, false)).bytes()).isEqualTo(body);
    }
    byte[] longer = Arrays.copyOf(Bodies.deflate(body, false), 100_000);
    assertThat(sendAll(Coding.DEFLATE, longer).body().outcome()).isEqualTo(Outcome.MALFORMED);
  }

  @Test
  void deflateMayAskForNoDictionary() {
    Deflater deflater = new Deflater();
    deflater.setDictionary(new byte[] {1, 2, 3, 4, 5});
    deflater.setInput(new byte[] {1, 2, 3, 4, 5, 6});
    deflater.finish();
    byte[] out = new byte[100];
    int length = deflater.deflate(out);
    deflater.end();
    assertThat(sendAll(Coding.DEFLATE, Bodies.cut(out, length)).body().problem())
        .contains("dictionary");
  }

  @Test
  void zstdFramesMayFollowEachOtherAndSayNoLength() {
    byte[] body = Bodies.compressible(5 << 20);
    byte[] frame;
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      context.setContentSize(false).setChecksum(true);
      frame = context.compress(body);
    }
    assertThat(sendAll(Coding.ZSTD, frame).bytes()).isEqualTo(body);
    byte[] empty = Bodies.zstd(new byte[0]);
    byte[] skipped = {0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9};
    byte[] many = concat(concat(skipped, empty), concat(frame, empty));
    assertThat(sendAll(Coding.ZSTD, many).bytes()).isEqualTo(body);
    assertThat(sendAll(Coding.ZSTD, empty).bytes()).isEmpty();
  }

  @Test
  void zstdMayAskForNoLargerWindow() {
    byte[] body = Bodies.compressible(2 << 20);
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      context.setContentSize(false).setWindowLog(Unzstd.WINDOW_LOG_MAX);
      assertThat(sendAll(Coding.ZSTD, stream(context, body)).bytes()).isEqualTo(body);
      context.reset();
      context.setContentSize(false).setWindowLog(Unzstd.WINDOW_LOG_MAX + 1);
      assertThat(sendAll(Coding.ZSTD, stream(context, body)).body().problem())
          .contains("too much memory");
    }
  }

  /** As a sender writes that does not know how much is to come. */
  private static byte[] stream(ZstdCompressCtx context, byte[] body) {
    var in = java.nio.ByteBuffer.allocateDirect(body.length).put(body).flip();
    var out = java.nio.ByteBuffer.allocateDirect(body.length + 1000);
    context.compressDirectByteBufferStream(out, in, com.github.luben.zstd.EndDirective.FLUSH);
    context.compressDirectByteBufferStream(out, in, com.github.luben.zstd.EndDirective.END);
    byte[] bytes = new byte[out.flip().remaining()];
    out.get(bytes);
    return bytes;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
