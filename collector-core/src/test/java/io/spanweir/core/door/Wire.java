package io.spanweir.core.door;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection to a listener, byte by byte. */
final class Wire implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)\r\n");

  private final Socket socket;

  Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
  }

  Wire write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Asks without a body. @return head and body of the answer */
  String ask(String method, String path) throws IOException {
    write(method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    return answer();
  }

  /** Head and body of the next answer, or what came of it before the end. */
  String answer() throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      String one = read(1);
      if (one.isEmpty()) {
        return text.toString();
      }
      text.append(one);
    }
    Matcher length = LENGTH.matcher(text.toString().toLowerCase(Locale.ROOT));
    return text + (length.find() ? read(Integer.parseInt(length.group(1))) : "");
  }

  /** The next bytes; fewer where it ends. */
  String read(int count) throws IOException {
    return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
  }

  /** All until the other end closes. */
  String rest() throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    try {
      in.transferTo(rest);
    } catch (SocketException e) {
      // Closed the hard way, which is closed.
    }
    return rest.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
