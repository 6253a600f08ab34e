package io.spanweir.core.door;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at how a connection begins. With HTTP/2's preface (RFC 9113 §3.4, prior knowledge) its
 * bytes are passed to and from a gRPC server within the process; otherwise this handler is gone and
 * nothing has happened.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails has nobody to tell
final class Http2Relay extends ByteToMessageDecoder implements DoorLoop.Watched {
  /** No HTTP/1.1 method begins like this. */
  private static final byte[] PREFACE = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);

  private static final int FAREWELL_SECONDS = 2;

  private final LocalAddress server;
  private final DoorLoop loop;
  private final EventLoopGroup within;
  private @Nullable Channel outside;

  /**
   * @param within where {@code server} is
   */
  Http2Relay(LocalAddress server, DoorLoop loop, EventLoopGroup within) {
    this.server = server;
    this.loop = loop;
    this.within = within;
  }

  /** What is bounded in time is bounded by the server that it leads to. */
  @Override
  public void onTick(long nowNanos) {}

  /** Closes, whatever is in flight. */
  void close() {
    if (outside != null) {
      outside.close();
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (outside != null) {
      // More came before the other side stands; it waits with the rest.
      return;
    }
    int seen = Math.min(in.readableBytes(), PREFACE.length);
    for (int i = 0; i < seen; i++) {
      if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
        ctx.pipeline().remove(this);
        return;
      }
    }
    if (seen == PREFACE.length) {
      relay(ctx);
    }
  }

  private void relay(ChannelHandlerContext ctx) {
    Channel channel = ctx.channel();
    outside = channel;
    channel.config().setAutoRead(false);
    HttpHandlers.remove(channel);
    DoorLoop.Watch watch = loop.watch(this);
    channel.closeFuture().addListener(closed -> watch.leave());
    new Bootstrap()
        .group(within)
        .channel(LocalChannel.class)
        .handler(new Side(channel))
        .connect(server)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                channel.close();
              }
            });
  }

  /** One end of the relay: what is read here is written there. */
  private final class Side extends ChannelInboundHandlerAdapter {
    private final Channel other;

    Side(Channel other) {
      this.other = other;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      Channel inside = ctx.channel();
      if (inside instanceof LocalChannel) {
        other.eventLoop().execute(() -> join(inside));
      }
    }

    private void join(Channel inside) {
      if (!other.isActive()) {
        inside.close();
        return;
      }
      other.pipeline().addLast(new Side(inside));
      // Passes on what was read while the preface was looked at.
      other.pipeline().remove(Http2Relay.this);
      other.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
      other.write(bytes).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      other.flush();
    }

    /**
     * Who does not read its answers is not read from. Only the end outside holds back: what is
     * written inside is at the other end at once, where a pause would bound nothing and the
     * server's close would throw away what waits.
     */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      Channel channel = ctx.channel();
      if (!(channel instanceof LocalChannel)) {
        channel.config().setAutoRead(channel.isWritable());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (other.isOpen()) {
        // The last words get out; whoever does not read them is not waited for.
        other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        other.eventLoop().schedule(() -> other.close(), FAREWELL_SECONDS, TimeUnit.SECONDS);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
