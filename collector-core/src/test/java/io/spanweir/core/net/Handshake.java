package io.spanweir.core.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** What two ends agree on, in memory: no sockets, no threads. */
final class Handshake {
  private static final int ROUNDS_MAX = 100;
  private static final int BYTES = 64 << 10;

  private final SSLEngine client;
  private final SSLEngine server;
  private final ByteBuffer toServer = ByteBuffer.allocate(BYTES);
  private final ByteBuffer toClient = ByteBuffer.allocate(BYTES);
  private final ByteBuffer data = ByteBuffer.allocate(BYTES);

  /**
   * Shakes hands, and waits for what an end has to say after it.
   *
   * @param host whom the client takes the server for
   * @throws SSLException as the end that refused says it
   */
  Handshake(TlsContext server, TlsContext client, String host) throws SSLException {
    this(server.netty(), client.netty(), host);
  }

  private Handshake(SslContext server, SslContext client, String host) throws SSLException {
    this.server = server.newEngine(ByteBufAllocator.DEFAULT);
    this.client = client.newEngine(ByteBufAllocator.DEFAULT, host, 1);
    this.client.beginHandshake();
    this.server.beginHandshake();
    for (int quiet = 0, round = 0; quiet < 2; quiet++, round++) {
      if (round > ROUNDS_MAX) {
        throw new AssertionError("the handshake has no end");
      }
      boolean moved = wrap(this.client, toServer) | unwrap(this.server, toServer);
      moved |= wrap(this.server, toClient) | unwrap(this.client, toClient);
      quiet = moved ? -1 : quiet;
    }
    if (isShaking(this.client) || isShaking(this.server)) {
      throw new AssertionError("the handshake stands still");
    }
  }

  private static boolean isShaking(SSLEngine engine) {
    return engine.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING;
  }

  private boolean wrap(SSLEngine engine, ByteBuffer out) throws SSLException {
    int before = out.position();
    while (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
      if (engine.wrap(ByteBuffer.allocate(0), out).bytesProduced() == 0) {
        break;
      }
    }
    return out.position() > before;
  }

  private boolean unwrap(SSLEngine engine, ByteBuffer in) throws SSLException {
    boolean moved = false;
    in.flip();
    while (in.hasRemaining()) {
      int before = in.remaining();
      engine.unwrap(in, data.clear());
      for (Runnable task = engine.getDelegatedTask();
          task != null;
          task = engine.getDelegatedTask()) {
        task.run();
      }
      if (in.remaining() == before) {
        break;
      }
      moved = true;
    }
    in.compact();
    return moved;
  }

  private SSLSession session() {
    return client.getSession();
  }

  String version() {
    return session().getProtocol();
  }

  String cipherSuite() {
    return session().getCipherSuite();
  }

  /** Whom the client has met. */
  X509Certificate server() throws SSLException {
    return (X509Certificate) session().getPeerCertificates()[0];
  }

  /** Whom the server has met. */
  X509Certificate client() throws SSLException {
    return (X509Certificate) server.getSession().getPeerCertificates()[0];
  }
}
