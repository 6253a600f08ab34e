package io.spanweir.exporter.tracestore.query;

import io.spanweir.core.door.HttpPage;
import io.spanweir.exporter.tracestore.TraceId;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What is answered for a trace that isn't there. A program reads the body, Lens shows the reason
 * beside the status code and nothing else, a person who opens the address of a trace gets a page.
 */
final class AbsentPage {
  private static final String HTML = "text/html; charset=utf-8";

  /** While a trace may still be kept, its page looks again. */
  private static final String AGAIN = "<meta http-equiv=\"refresh\" content=\"2\">";

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en"><meta charset="utf-8">{again}<title>{title}</title>
      <style>body{font:16px/1.5 sans-serif;max-width:45em;margin:4em auto;padding:0 1em}</style>
      <h1>{title}</h1>
      <p><code>{id}</code></p>
      {lines}<p><a href="/zipkin/">Search the traces that are kept</a></p>
      """;

  private AbsentPage() {}

  /** The query API's answer. */
  static HttpPage text(TraceId id, Fates.Known fate) {
    String first = TraceIds.text(id) + " not found";
    String body = String.join("\n", first, String.join("\n", fate.lines())).stripTrailing();
    HttpPage page = HttpPage.text(404, QueryApi.TEXT, body);
    return fate.lines().isEmpty() ? page : page.because(fate.lines().get(0));
  }

  /** In the place of Lens' view of the trace, when something is known of it. */
  static HttpPage html(TraceId id, Fates.Known fate) {
    StringBuilder lines = new StringBuilder();
    fate.lines().forEach(line -> lines.append("<p>").append(escaped(line)).append("</p>\n"));
    String title = fate.open() ? "This trace is not here yet" : "This trace is not here";
    String page =
        PAGE.replace("{again}", fate.open() ? AGAIN : "")
            .replace("{title}", title)
            .replace("{id}", TraceIds.text(id))
            .replace("{lines}", lines);
    return new HttpPage(
        404, HTML, Map.of("Cache-Control", "no-store"), page.getBytes(StandardCharsets.UTF_8));
  }

  /** Names of policies are whatever a configuration says. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
