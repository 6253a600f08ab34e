package io.spanweir.receiver.otlp;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One HTTP connection by hand, so that a test decides about every byte. */
final class HttpClient implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** An answer; header names in lower case. */
  record Answer(int code, Map<String, String> headers, ByteString body) {
    String text() {
      return body.toStringUtf8();
    }

    boolean closes() {
      return "close".equals(headers.get("connection"));
    }
  }

  HttpClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  HttpClient write(String text) throws IOException {
    return write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  HttpClient write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /** Posts to {@code /v1/traces} with these headers, each with its line end. */
  Answer post(String headers, byte[] body) throws IOException {
    write(head("POST", "/v1/traces", headers, body.length));
    write(body);
    return read();
  }

  Answer postProtobuf(byte[] body) throws IOException {
    return post("Content-Type: application/x-protobuf\r\n", body);
  }

  Answer postGzip(byte[] compressed) throws IOException {
    return post("Content-Type: application/x-protobuf\r\nContent-Encoding: gzip\r\n", compressed);
  }

  Answer postJson(String body) throws IOException {
    return post("Content-Type: application/json\r\n", body.getBytes(StandardCharsets.UTF_8));
  }

  static String head(String method, String path, String headers, long length) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\n"
        + headers
        + "Content-Length: "
        + length
        + "\r\n\r\n";
  }

  /** Reads one answer, whatever was asked. */
  Answer read() throws IOException {
    String[] status = line().split(" ", 3);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the answer breaks off");
    }
    return new Answer(Integer.parseInt(status[1]), headers, ByteString.copyFrom(body));
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b;
    while ((b = in.read()) != '\n') {
      if (b < 0) {
        throw new EOFException("closed after \"" + line + "\"");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** Whether the other end closes, now or soon, without another byte. */
  boolean isClosedByPeer() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
