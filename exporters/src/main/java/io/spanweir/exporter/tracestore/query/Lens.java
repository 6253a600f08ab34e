package io.spanweir.exporter.tracestore.query;

import io.spanweir.core.door.HttpPage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Zipkin's UI, Lens: static files out of the {@code zipkin-lens} jar, below {@code /zipkin/}. What
 * it asks for is the query API. Files are compressed once, when they are first asked for. Any
 * thread.
 */
final class Lens {
  /** Where everything of it is. */
  static final String ROOT = "/zipkin/";

  /** Names of files change with what is in them, except for these two. */
  private static final String YEAR = "max-age=31536000";

  private static final String MINUTE = "max-age=60";
  private static final String TEN_MINUTES = "max-age=600";
  private static final String INDEX = "index.html";
  private static final String TRACE = "traces/";

  private final HttpPage config;
  private final Map<String, HttpPage> packed = new ConcurrentHashMap<>();

  Lens(QueryConfig defaults) {
    String json =
        """
        {"environment":"","queryLimit":LIMIT,"defaultLookback":900000,"searchEnabled":SEARCH,\
        "logsUrl":null,"supportUrl":null,"archivePostUrl":null,"archiveUrl":null,\
        "dependency":{"enabled":true,"lowErrorRate":0.5,"highErrorRate":0.75}}"""
            .replace("LIMIT", Integer.toString(defaults.limit()))
            .replace("SEARCH", Boolean.toString(defaults.searchEnabled()));
    config =
        new HttpPage(
            200,
            "application/json; charset=utf-8",
            Map.of("Cache-Control", TEN_MINUTES),
            json.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a path is the UI's. */
  static boolean has(String path) {
    return path.equals("/")
        || path.equals("/favicon.ico")
        || path.equals("/zipkin")
        || path.startsWith(ROOT);
  }

  /**
   * What is there.
   *
   * @param gzip whether whoever asks can read it compressed
   * @return null if nothing is
   */
  @Nullable HttpPage page(String path, boolean gzip) {
    if (!path.startsWith(ROOT)) {
      return HttpPage.redirect(path.equals("/favicon.ico") ? ROOT + "favicon.ico" : ROOT);
    }
    String name = path.substring(ROOT.length());
    if (name.equals("config.json")) {
      return config;
    }
    String file = isView(name) ? INDEX : name;
    String type = type(file);
    if (type == null) {
      return null;
    }
    HttpPage known = gzip ? packed.get(file) : null;
    return known == null ? read(file, type, gzip) : known;
  }

  /** Addresses that the UI makes up and reads itself. */
  private static boolean isView(String name) {
    return name.isEmpty()
        || name.equals("dependency")
        || name.equals("traceViewer")
        || (name.startsWith(TRACE) && name.indexOf('/', TRACE.length()) < 0);
  }

  /** The id in the address of a view of one trace; empty in others. */
  static String traceOf(String path) {
    return path.startsWith(ROOT + TRACE) ? path.substring(ROOT.length() + TRACE.length()) : "";
  }

  /** Null if it is none of its files: only names that can be theirs are looked for. */
  private static @Nullable String type(String file) {
    if (file.equals(INDEX)) {
      return "text/html; charset=utf-8";
    }
    if (file.equals("favicon.ico")) {
      return "image/x-icon";
    }
    if (!file.matches("static/(js|css|media)/[A-Za-z0-9_.-]+")) {
      return null;
    }
    return file.endsWith(".js")
        ? "text/javascript; charset=utf-8"
        : file.endsWith(".css")
            ? "text/css; charset=utf-8"
            : file.endsWith(".png") ? "image/png" : "application/octet-stream";
  }

  private @Nullable HttpPage read(String file, String type, boolean gzip) {
    String age = file.equals(INDEX) ? MINUTE : YEAR;
    try (InputStream in = Lens.class.getResourceAsStream("/zipkin-lens/" + file)) {
      if (in == null) {
        return null;
      }
      if (!gzip || type.startsWith("image/")) {
        return new HttpPage(200, type, Map.of("Cache-Control", age), in.readAllBytes());
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (GZIPOutputStream packing = new GZIPOutputStream(out)) {
        in.transferTo(packing);
      }
      Map<String, String> headers =
          Map.of("Cache-Control", age, "Content-Encoding", "gzip", "Vary", "Accept-Encoding");
      HttpPage page = new HttpPage(200, type, headers, out.toByteArray());
      packed.put(file, page);
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
