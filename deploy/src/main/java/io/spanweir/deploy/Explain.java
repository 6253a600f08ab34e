package io.spanweir.deploy;

import io.spanweir.core.runtime.MachineTouch;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks a running process on this machine what became of a trace. */
@MachineTouch
final class Explain {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 15_000;
  private static final int ANSWER_BYTES_MAX = 16 << 20;

  private final String admin;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * @param admin where the process answers, {@code http://host:port}
   */
  Explain(String admin, PrintStream out, PrintStream err) {
    this.admin = admin.endsWith("/") ? admin.substring(0, admin.length() - 1) : admin;
    this.out = out;
    this.err = err;
  }

  /** Asks and prints. @return the exit code: 0 if something is known of the trace */
  int run(String traceId, boolean json) {
    try {
      return ask(URI.create(admin + "/decisions/" + TraceIds.parse(traceId)), json);
    } catch (BadQuestionException e) {
      err.println(e.getMessage());
    } catch (IllegalArgumentException e) {
      err.println("\"" + admin + "\" is no address; expected http://host:port");
    } catch (IOException e) {
      err.println(
          "can't ask "
              + admin
              + ": "
              + e.getMessage()
              + "; a running Spanweir says at its start where it answers (--admin)");
    }
    return 1;
  }

  private int ask(URI uri, boolean json) throws IOException {
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException();
    }
    HttpURLConnection http = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
    http.setConnectTimeout(CONNECT_MILLIS);
    http.setReadTimeout(READ_MILLIS);
    http.setInstanceFollowRedirects(false);
    http.setRequestProperty("Accept", json ? "application/json" : "text/plain");
    int status = http.getResponseCode();
    try (InputStream body = status < 400 ? http.getInputStream() : http.getErrorStream()) {
      byte[] answer = body == null ? new byte[0] : body.readNBytes(ANSWER_BYTES_MAX);
      boolean ours = status == 200 || status == 404;
      (ours ? out : err).print(new String(answer, StandardCharsets.UTF_8));
    }
    return status == 200 ? 0 : 1;
  }
}
