package io.spanweir.exporter.http;

import com.github.luben.zstd.ZstdInputStream;
import com.google.protobuf.ByteString;
import io.spanweir.testkit.Ports;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * An HTTP server on plain sockets, which answers with whatever bytes it is told to. Closed, it
 * leaves a port that nobody listens on.
 */
@SuppressWarnings("MutablePublicArray") // tests leave them alone
public final class HttpServer implements AutoCloseable {
  public static final byte[] OK = text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

  /** An answer that never comes. */
  public static final byte[] SILENCE = {};

  /** The connection ends without a word. */
  public static final byte[] HANG_UP = {0};

  /** One request, its body decoded. */
  public record Request(String line, Map<String, String> headers, ByteString body) {}

  public final CopyOnWriteArrayList<Request> requests = new CopyOnWriteArrayList<>();
  public final ConcurrentLinkedQueue<byte[]> replies = new ConcurrentLinkedQueue<>();
  public final AtomicInteger connections = new AtomicInteger();
  public volatile Function<Request, byte[]> replier = request -> OK;
  private final ServerSocket socket;
  private final Thread acceptor;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  public HttpServer() throws IOException {
    this(new ServerSocket(Ports.free(), 50, InetAddress.getLoopbackAddress()));
  }

  /**
   * @param socket that listens, of TLS for one
   */
  public HttpServer(ServerSocket socket) {
    this.socket = socket;
    acceptor = start(this::accept);
  }

  public static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** An answer with a code, headers and a body. */
  public static byte[] answer(int code, String headers, byte[] body) {
    byte[] head =
        text(
            "HTTP/1.1 "
                + code
                + " x\r\n"
                + headers
                + "Content-Length: "
                + body.length
                + "\r\n\r\n");
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  public int port() {
    return socket.getLocalPort();
  }

  /** Closes every connection that stands now. */
  public void dropAll() throws IOException {
    for (Socket one : open) {
      one.close();
    }
  }

  private static Thread start(Runnable task) {
    Thread thread = new Thread(task, "http backend");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        connections.incrementAndGet();
        open.add(client);
        start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      while (true) {
        Request request = read(in);
        if (request == null) {
          return;
        }
        requests.add(request);
        byte[] queued = replies.poll();
        byte[] reply = queued == null ? replier.apply(request) : queued;
        if (reply == HANG_UP) {
          return;
        }
        client.getOutputStream().write(reply);
      }
    } catch (IOException e) {
      // The client has gone.
    } finally {
      open.remove(client);
    }
  }

  private static Request read(InputStream in) throws IOException {
    String line = line(in);
    if (line.isEmpty()) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    InputStream raw = new ByteArrayInputStream(body);
    InputStream decoded =
        switch (headers.getOrDefault("content-encoding", "")) {
          case "gzip" -> new GZIPInputStream(raw);
          case "zstd" -> new ZstdInputStream(raw);
          case "zlib", "deflate" -> new InflaterInputStream(raw);
          default -> raw;
        };
    return new Request(line, headers, ByteString.copyFrom(decoded.readAllBytes()));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** Whoever connects once this has returned is refused. */
  @Override
  public void close() throws IOException {
    socket.close();
    // A thread within accept() keeps the port open, and takes a connection, until it has noticed.
    try {
      acceptor.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    dropAll();
  }
}
