package io.spanweir.core.door;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.local.LocalAddress;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Netty's side of an {@link HttpConnection}: a request decoder in front of it. Answers are written
 * as bytes, so there is no encoder.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails has nobody to tell
final class HttpHandlers {
  private static final int LINE_BYTES_MAX = 8 << 10;
  private static final int HEADER_BYTES_MAX = 8 << 10;

  /** A body is passed on in the pieces that it was read in, however large. */
  private static final int PIECE_BYTES_MAX = 1 << 20;

  private static final String DECODER = "http";
  private static final String BRIDGE = "requests";

  private HttpHandlers() {}

  /** Puts the handlers of one connection in place. On its event loop, which is {@code loop}'s. */
  static void add(Channel channel, HttpListener listener, DoorLoop loop) {
    for (HttpListener.Tenant tenant : listener.tenants()) {
      LocalAddress http2 = tenant.service().http2();
      if (http2 != null) {
        channel.pipeline().addLast(new Http2Relay(http2, loop, listener.within()));
        break;
      }
    }
    Bridge bridge = new Bridge(listener, loop);
    channel.pipeline().addLast(DECODER, new Decoder(bridge)).addLast(BRIDGE, bridge);
  }

  /** Takes them away from a connection that speaks something else. On its event loop. */
  static void remove(Channel channel) {
    channel.pipeline().remove(DECODER);
    channel.pipeline().remove(BRIDGE);
  }

  private static final class Decoder extends HttpRequestDecoder {
    private final Bridge bridge;

    Decoder(Bridge bridge) {
      super(
          new HttpDecoderConfig()
              .setMaxInitialLineLength(LINE_BYTES_MAX)
              .setMaxHeaderSize(HEADER_BYTES_MAX)
              .setMaxChunkSize(PIECE_BYTES_MAX));
      this.bridge = bridge;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
      bridge.connection().onBytes(((ByteBuf) bytes).readableBytes());
      super.channelRead(ctx, bytes);
    }
  }

  private static final class Bridge extends ChannelInboundHandlerAdapter {
    private final HttpListener listener;
    private final DoorLoop loop;
    private @Nullable HttpConnection connection;

    Bridge(HttpListener listener, DoorLoop loop) {
      this.listener = listener;
      this.loop = loop;
    }

    HttpConnection connection() {
      if (connection == null) {
        throw new IllegalStateException("the handler was not added");
      }
      return connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      connection = new HttpConnection(listener, loop, ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      if (listener.isStopping()) {
        ctx.close();
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object piece) {
      connection().onPiece((HttpObject) piece);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      connection().onReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      connection().onWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      connection().onInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
      connection().onInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (!(cause instanceof IOException)) {
        listener.first().service().metrics().connectionFailed(cause);
      }
      ctx.close();
    }
  }
}
