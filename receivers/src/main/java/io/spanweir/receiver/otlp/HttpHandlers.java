package io.spanweir.receiver.otlp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
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

  private HttpHandlers() {}

  /** Puts the handlers of one connection in place. On its event loop, which is {@code loop}'s. */
  static void add(Channel channel, HttpExport export, DoorLoop loop) {
    Bridge bridge = new Bridge(export, loop);
    channel.pipeline().addLast(new Decoder(bridge)).addLast(bridge);
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
    private final HttpExport export;
    private final DoorLoop loop;
    private @Nullable HttpConnection connection;

    Bridge(HttpExport export, DoorLoop loop) {
      this.export = export;
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
      connection = new HttpConnection(export, loop, ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      if (export.isStopping()) {
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
        export.intakes().senderError("a connection failed", cause.toString());
      }
      ctx.close();
    }
  }
}
