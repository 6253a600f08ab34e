package io.spanweir.exporter.debug;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.SpanReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** Writes the spans of a trace as a tree, with their attributes if wanted. One thread at a time. */
final class SpanText {
  private static final int SPANS_MAX = 100;
  private static final int INDENT_LEVELS_MAX = 20;
  private static final int ATTRIBUTES_MAX = 128;
  private static final int NAME_CHARS_MAX = 80;
  private static final int VALUE_CHARS_MAX = 500;
  private static final int NOTHING_SHOWN = -1;

  private static final byte[] SERVICE_NAME = "service.name".getBytes(StandardCharsets.UTF_8);
  private static final String[] KINDS = {
    "unspecified", "internal", "server", "client", "producer", "consumer"
  };

  private final SpanReader span = new SpanReader();
  private final AttributeCursor attributes = new AttributeCursor();
  private int resourceShown;
  private int scopeShown;

  void appendTree(StringBuilder out, SpanBatch batch, int from, int to, boolean everything) {
    int last = Math.min(to, from + SPANS_MAX);
    SpanTree tree = new SpanTree(batch.index(), from, last);
    resourceShown = NOTHING_SHOWN;
    scopeShown = NOTHING_SHOWN;
    for (int i = 0; i < tree.size(); i++) {
      int indent = 2 + 2 * Math.min(tree.depth(i), INDENT_LEVELS_MAX);
      appendSpan(out, batch, tree.row(i), indent);
      if (everything) {
        appendAll(out, batch, tree.row(i), " ".repeat(indent + 4));
      }
    }
    if (last < to) {
      out.append("  … ").append(to - last).append(" more spans\n");
    }
  }

  private void appendSpan(StringBuilder out, SpanBatch batch, int row, int indent) {
    SpanIndex index = batch.index();
    out.append(" ".repeat(indent)).append("- ");
    Plain.append(out, span.of(batch, row).name(), NAME_CHARS_MAX);
    String service = service(batch, row);
    if (!service.isEmpty()) {
      out.append("  ");
      Plain.append(out, service, NAME_CHARS_MAX);
    }
    out.append("  ").append(Plain.duration(index.startNanos(row), index.endNanos(row)));
    if (index.status(row) == OtlpFields.STATUS_ERROR) {
      out.append("  ERROR");
      appendStatusMessage(out);
    } else if (index.status(row) == OtlpFields.STATUS_OK) {
      out.append("  OK");
    }
    out.append('\n');
  }

  private void appendStatusMessage(StringBuilder out) {
    String message = span.statusMessage();
    if (!message.isEmpty()) {
      out.append(": ");
      Plain.append(out, message, VALUE_CHARS_MAX);
    }
  }

  private String service(SpanBatch batch, int row) {
    attributes.ofResource(batch, batch.scopeResource(batch.index().scope(row)));
    while (attributes.next()) {
      if (attributes.keyEquals(SERVICE_NAME)) {
        return attributes.valueText();
      }
    }
    return "";
  }

  /** A resource or scope is shown with the first span it has here. */
  private void appendAll(StringBuilder out, SpanBatch batch, int row, String indent) {
    SpanIndex index = batch.index();
    HexFormat hex = HexFormat.of();
    out.append(indent).append("span ").append(hex.toHexDigits(index.spanId(row)));
    out.append(", parent ").append(hex.toHexDigits(index.parentSpanId(row)));
    out.append(", ").append(kind(index.kind(row)));
    out.append(", start ").append(Long.toUnsignedString(index.startNanos(row)));
    out.append(", end ").append(Long.toUnsignedString(index.endNanos(row)));
    out.append(", ").append(span.eventsCount()).append(" events, ");
    out.append(span.linksCount()).append(" links\n");
    appendAttributes(out, attributes.ofSpan(batch, row), indent);
    int scope = index.scope(row);
    int resource = batch.scopeResource(scope);
    if (scope != scopeShown) {
      scopeShown = scope;
      appendAttributes(out, attributes.ofScope(batch, scope), indent + "scope ");
    }
    if (resource != resourceShown) {
      resourceShown = resource;
      appendAttributes(out, attributes.ofResource(batch, resource), indent + "resource ");
    }
  }

  private static String kind(int kind) {
    return kind >= 0 && kind < KINDS.length
        ? KINDS[kind]
        : String.format(Locale.ROOT, "kind %d", kind);
  }

  private static void appendAttributes(StringBuilder out, AttributeCursor cursor, String indent) {
    for (int i = 0; cursor.next(); i++) {
      if (i == ATTRIBUTES_MAX) {
        out.append(indent).append("…\n");
        return;
      }
      out.append(indent);
      Plain.append(out, cursor.keyString(), NAME_CHARS_MAX);
      out.append(" = ");
      Plain.append(out, cursor.valueText(), VALUE_CHARS_MAX);
      out.append('\n');
    }
  }
}
