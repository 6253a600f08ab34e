package io.spanweir.core.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalServerChannel;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP/2 beside HTTP/1.1 at one port, with a server behind it that says everything back. */
@Timeout(60)
class Http2RelayTest {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final String BYE = "bye";

  private final Stage stage = Stage.real();
  private final TestProcess process = new TestProcess(stage.loops());
  private final LocalAddress within = new LocalAddress(Http2RelayTest.class);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger came = new AtomicInteger();
  private Channel server;
  private Door door;

  @BeforeEach
  void open() throws IOException {
    server =
        new ServerBootstrap()
            .group(stage.loops().localGroup())
            .channel(LocalServerChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    inside.incrementAndGet();
                    came.incrementAndGet();
                    channel.closeFuture().addListener(closed -> inside.decrementAndGet());
                    channel.pipeline().addLast(new Echo());
                  }
                })
            .bind(within)
            .syncUninterruptibly()
            .channel();
    HttpServerSettings settings =
        Records.with(
            HttpServerSettings.of(new Endpoint("127.0.0.1", 0), null),
            "keepAlive",
            new HttpKeepAlive(true, Duration.ofMillis(300)));
    door =
        new HttpListeners()
            .join(
                process.settings("tested"),
                settings,
                new TestService(process.settings("tested"), "red", within))
            .open(process.settings("tested"), "receivers::tested::endpoint");
  }

  @AfterEach
  void closeAll() {
    door.shutdown();
    door.closeNow();
    stage.await("the door is shut", door::isShutDown);
    stage.await("nobody is left inside", () -> inside.get() == 0);
    stage.close();
  }

  /** Closes after what ends with {@link #BYE}, once it has said it back. */
  private static final class Echo extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
      boolean last = bytes.toString(StandardCharsets.ISO_8859_1).endsWith(BYE);
      var written = ctx.writeAndFlush(bytes.retain());
      if (last) {
        written.addListener(ChannelFutureListener.CLOSE);
      }
    }
  }

  @Test
  void passesOnEveryByte() throws IOException {
    try (Wire wire = new Wire(door.port())) {
      String text = PREFACE + "0123456789".repeat(100_000);
      Thread writer =
          new Thread(
              () -> {
                try {
                  wire.write(text);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      writer.start();
      assertThat(wire.read(text.length())).isEqualTo(text);
    }
    stage.await("the inside is closed too", () -> inside.get() == 0);
  }

  @Test
  void waitsForTheRestOfAPreface() throws IOException {
    try (Wire wire = new Wire(door.port())) {
      wire.write(PREFACE.substring(0, 5));
      stage.pass(30_000_000L);
      assertThat(inside.get()).isZero();
      wire.write(PREFACE.substring(5));
      assertThat(wire.read(PREFACE.length())).isEqualTo(PREFACE);
    }
  }

  @Test
  void whatOnlyBeginsLikeAPrefaceIsHttp1() throws IOException {
    try (Wire wire = new Wire(door.port())) {
      wire.write("PRI * H");
      stage.pass(30_000_000L);
      wire.write("TTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(wire.answer()).startsWith("HTTP/1.1 404 ");
      assertThat(wire.ask("POST", "/red")).contains(" 200 ");
    }
    assertThat(inside.get()).isZero();
  }

  @Test
  void nobodyWaitsForHalfAPrefaceForever() throws IOException {
    try (Wire wire = new Wire(door.port())) {
      assertThat(wire.write("PRI *").rest()).isEmpty();
    }
  }

  @Test
  void aDeadServerIsHeardOf() throws IOException {
    server.close().syncUninterruptibly();
    try (Wire wire = new Wire(door.port())) {
      assertThat(wire.write(PREFACE).rest()).isEmpty();
    }
    try (Wire wire = new Wire(door.port())) {
      assertThat(wire.ask("POST", "/red")).contains(" 200 ");
    }
  }

  @Test
  void lastWordsAreHeardBeforeTheEnd() throws IOException {
    try (Wire wire = new Wire(door.port())) {
      String text = PREFACE + "x".repeat(16 << 20) + BYE;
      Thread writer =
          new Thread(
              () -> {
                try {
                  wire.write(text);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      writer.start();
      // Longer than what is written and read takes, and more than the kernel holds.
      stage.pass(200_000_000L);
      String heard = wire.rest();
      assertThat(heard).hasSameSizeAs(text);
      assertThat(heard.equals(text)).isTrue();
    }
  }

  @Test
  void whoDoesNotReadIsNotReadFrom() throws Exception {
    AtomicInteger written = new AtomicInteger();
    Thread writer;
    try (Wire wire = new Wire(door.port())) {
      wire.write(PREFACE);
      String piece = "x".repeat(1 << 20);
      writer =
          new Thread(
              () -> {
                try {
                  while (written.get() < 256) {
                    wire.write(piece);
                    written.incrementAndGet();
                  }
                } catch (IOException e) {
                  // The wire is closed while this writes.
                }
              });
      writer.start();
      int before = -1;
      while (written.get() != before) {
        before = written.get();
        stage.pass(300_000_000L);
      }
      // The kernel's buffers of both ends, and no more.
      assertThat(written.get()).isLessThan(64);
    }
    writer.join();
  }

  @Test
  void whoIsGoneAtOnceLeavesNobodyInside() throws IOException {
    for (int i = 0; i < 50; i++) {
      new Wire(door.port()).write(PREFACE).close();
    }
    stage.await("nobody is left inside", () -> inside.get() == 0);
    door.shutdown();
    stage.await("the door is shut", door::isShutDown);
  }

  @Test
  void moreMayComeBeforeTheServerIsReached() {
    EmbeddedChannel channel =
        EmbeddedDoor.connection(
            process.settings("tested"),
            HttpServerSettings.of(new Endpoint("127.0.0.1", 0), null),
            new TestService(process.settings("other"), "red", within));
    for (String piece : new String[] {PREFACE, "more", "and more"}) {
      channel.writeInbound(Unpooled.copiedBuffer(piece, StandardCharsets.ISO_8859_1));
    }
    StringBuilder heard = new StringBuilder();
    stage.await(
        "all is said back",
        () -> {
          channel.runPendingTasks();
          ByteBuf bytes = channel.readOutbound();
          if (bytes != null) {
            heard.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
          }
          return heard.toString().endsWith("and more");
        });
    assertThat(heard.toString()).isEqualTo(PREFACE + "moreand more");
    channel.close().syncUninterruptibly();
    channel.runPendingTasks();
  }

  @Test
  void theEndMayComeBeforeTheServerIsReached() {
    EmbeddedChannel channel =
        EmbeddedDoor.connection(
            process.settings("tested"),
            HttpServerSettings.of(new Endpoint("127.0.0.1", 0), null),
            new TestService(process.settings("other"), "red", within));
    channel.writeInbound(Unpooled.copiedBuffer(PREFACE, StandardCharsets.ISO_8859_1));
    channel.close().syncUninterruptibly();
    channel.checkException();
    stage.await(
        "nobody is left inside",
        () -> {
          channel.runPendingTasks();
          return came.get() == 1 && inside.get() == 0;
        });
  }
}
