package io.spanweir.exporter.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.spanweir.core.data.ClientInfo;
import io.spanweir.exporter.sending.SendResult;
import io.spanweir.exporter.sending.Sender;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One request on one connection, from the first byte to the end of its answer. A connection that
 * had waited may have been closed by the backend at the very moment it is used: then the request
 * goes once more, at once, over a new one. Begun on any thread, from then on its connection's event
 * loop; {@link #cancel} is for any thread.
 *
 * <p>Of an answer a bounded part is read, enough for a status and its words; a backend that says
 * more is cut off.
 */
final class HttpAttempt implements Sender.Attempt {
  private static final int ANSWER_BYTES_MAX = 64 << 10;
  private static final int INTERIM_MAX = 16;

  private final HttpSender sender;
  private final ByteBuf body;
  private final @Nullable ClientInfo client;
  private final Sender.Callback callback;
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream(0);
  private volatile @Nullable Channel channel;
  private boolean done;
  private @Nullable HttpResponse head;
  private @Nullable Ear listening;
  private int interim;
  private boolean reused;
  private boolean anything;

  /**
   * @param body taken over
   * @param client whom its spans came from, null if nobody knows
   */
  HttpAttempt(
      HttpSender sender, ByteBuf body, @Nullable ClientInfo client, Sender.Callback callback) {
    this.sender = sender;
    this.body = body;
    this.client = client;
    this.callback = callback;
  }

  void begin() {
    Channel waiting = sender.connections().reuse();
    if (waiting != null) {
      reused = true;
      waiting.eventLoop().execute(() -> use(waiting));
    } else {
      connect();
    }
  }

  private void connect() {
    reused = false;
    sender
        .connections()
        .connect(
            this::use,
            cause -> finish(SendResult.retry(SendResult.NO_WISH, "can't connect", text(cause))));
  }

  /** On the connection's loop. */
  private void use(Channel ready) {
    channel = ready;
    DefaultFullHttpRequest request = request();
    if (request == null) {
      HttpConnections.close(ready);
      return;
    }
    if (!ready.isActive()) {
      request.release();
      lost(ready, "the connection was closed", "");
      return;
    }
    Ear ear = new Ear();
    listening = ear;
    ready.pipeline().addLast(ear);
    ready
        .writeAndFlush(request)
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                lost(ready, "the connection broke", text(written.cause()));
              }
            });
  }

  /** The request with a hold on its body; null if the attempt was given up. */
  private synchronized @Nullable DefaultFullHttpRequest request() {
    if (done) {
      return null;
    }
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.POST,
            sender.target().path(),
            body.retainedDuplicate());
    sender.addHeaders(request.headers(), client);
    request.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    return request;
  }

  private void onContent(HttpContent content) {
    HttpResponse response = head;
    if (response == null) {
      return;
    }
    ByteBuf bytes = content.content();
    int room = ANSWER_BYTES_MAX - answer.size();
    int taken = Math.min(room, bytes.readableBytes());
    byte[] copy = new byte[taken];
    bytes.getBytes(bytes.readerIndex(), copy);
    answer.write(copy, 0, taken);
    boolean cut = taken < bytes.readableBytes();
    if (cut || content instanceof LastHttpContent) {
      end(result(response), !cut && HttpUtil.isKeepAlive(response));
    }
  }

  private SendResult result(HttpResponse response) {
    HttpHeaders headers = response.headers();
    return sender
        .dialect()
        .answered(
            response.status().code(),
            headers.get(HttpHeaderNames.CONTENT_TYPE),
            headers.get(HttpHeaderNames.RETRY_AFTER),
            answer.toByteArray(),
            sender.epochNanos());
  }

  /** The answer is read, or there is none to read. */
  private void end(SendResult result, boolean keep) {
    Channel used = channel;
    channel = null;
    if (used != null) {
      stopListening(used);
      if (keep && used.isActive()) {
        sender.connections().giveBack(used);
      } else {
        HttpConnections.close(used);
      }
    }
    finish(result);
  }

  /** The connection is gone, or as good as. Heard more than once of the same, it counts once. */
  private void lost(Channel used, String error, String detail) {
    if (channel != used) {
      return;
    }
    channel = null;
    stopListening(used);
    HttpConnections.close(used);
    if (reused && !anything && !isDone()) {
      connect();
    } else {
      finish(SendResult.retry(SendResult.NO_WISH, error, detail));
    }
  }

  private static String text(@Nullable Throwable cause) {
    return cause == null ? "" : cause.toString();
  }

  private synchronized boolean isDone() {
    return done;
  }

  /**
   * @return whether it was not over before
   */
  private synchronized boolean over() {
    if (done) {
      return false;
    }
    done = true;
    body.release();
    return true;
  }

  private void finish(SendResult result) {
    if (over()) {
      callback.done(result);
    }
  }

  @Override
  public void cancel() {
    Channel used = channel;
    if (over() && used != null) {
      HttpConnections.close(used);
    }
  }

  private void stopListening(Channel used) {
    Ear ear = listening;
    listening = null;
    if (ear != null && used.pipeline().context(ear) != null) {
      used.pipeline().remove(ear);
    }
  }

  /** What hears one connection for this attempt; Netty takes each handler once. */
  private final class Ear extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      try {
        anything = true;
        HttpObject piece = (HttpObject) message;
        if (piece.decoderResult().isFailure()) {
          end(SendResult.retry(SendResult.NO_WISH, "an answer that is no HTTP", ""), false);
          return;
        }
        if (piece instanceof HttpResponse response) {
          if (response.status().code() >= 200) {
            head = response;
          } else if (++interim > INTERIM_MAX) {
            end(SendResult.retry(SendResult.NO_WISH, "no end of interim answers", ""), false);
            return;
          }
        }
        if (piece instanceof HttpContent content) {
          onContent(content);
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      lost(context.channel(), "the connection was closed without an answer", "");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      lost(context.channel(), "the connection broke", text(cause));
    }
  }
}
