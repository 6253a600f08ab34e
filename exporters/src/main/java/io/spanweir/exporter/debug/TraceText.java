package io.spanweir.exporter.debug;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.SpanReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Writes a trace as text: the line, and below it as much as the verbosity asks for. Holds
 * flyweights, so one thread at a time.
 */
final class TraceText {
  /** So that the line with the name of a usual policy fits 100 columns. */
  private static final int NAME_WIDTH = 18;

  private static final int SERVICE_WIDTH = 11;
  private static final int DURATION_WIDTH = 7;
  private static final int SPANS_WIDTH = 8;
  private static final int POLICY_CHARS_MAX = 40;

  private static final byte[] SERVICE_NAME = "service.name".getBytes(StandardCharsets.UTF_8);
  private static final byte[] POLICY = "tailsampling.policy".getBytes(StandardCharsets.UTF_8);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final HexFormat HEX = HexFormat.of();
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  private final Style style;
  private final SpanText spanText = new SpanText();
  private final SpanReader span = new SpanReader();
  private final AttributeCursor attributes = new AttributeCursor();

  /**
   * How it looks.
   *
   * @param zone in which the time of day is shown
   */
  record Style(Verbosity verbosity, boolean colors, ZoneId zone) {}

  TraceText(Style style) {
    this.style = style;
  }

  /** Appends the trace whose rows are {@code [from, to)}. */
  void append(StringBuilder out, SpanBatch batch, int from, int to, long nowEpochNanos) {
    appendLine(out, batch, from, to, nowEpochNanos);
    if (style.verbosity() != Verbosity.BASIC) {
      spanText.appendTree(out, batch, from, to, style.verbosity() == Verbosity.DETAILED);
    }
  }

  private void appendLine(StringBuilder out, SpanBatch batch, int from, int to, long now) {
    SpanIndex index = batch.index();
    int root = root(index, from, to);
    String name = span.of(batch, root).name();
    out.append(TIME.format(Instant.ofEpochSecond(0, now).atZone(style.zone()))).append(' ');
    out.append(HEX.toHexDigits(index.traceIdHigh(root)));
    out.append(HEX.toHexDigits(index.traceIdLow(root))).append(' ');
    Plain.column(out, index.parentSpanId(root) == 0 ? name : "(no root) " + name, NAME_WIDTH);
    out.append(' ');
    Plain.column(out, service(batch, root), SERVICE_WIDTH);
    right(out, duration(index, from, to), DURATION_WIDTH);
    right(out, to - from + (to - from == 1 ? " span " : " spans"), SPANS_WIDTH);
    appendErrors(out, hasError(index, from, to));
    Plain.append(out, policy(batch, root, from, to), POLICY_CHARS_MAX);
    while (out.charAt(out.length() - 1) == ' ') {
      out.setLength(out.length() - 1);
    }
    out.append('\n');
  }

  private static void right(StringBuilder out, String text, int width) {
    out.append(' ').append(" ".repeat(Math.max(0, width - text.length()))).append(text);
  }

  private void appendErrors(StringBuilder out, boolean error) {
    if (error) {
      out.append(style.colors() ? " " + RED + "ERR" + PLAIN + " " : " ERR ");
    } else {
      out.append("     ");
    }
  }

  /** The span without a parent, the earliest if there are several; without one, the earliest. */
  private static int root(SpanIndex index, int from, int to) {
    int best = from;
    for (int row = from + 1; row < to; row++) {
      boolean isRoot = index.parentSpanId(row) == 0;
      boolean bestIsRoot = index.parentSpanId(best) == 0;
      boolean earlier = Long.compareUnsigned(index.startNanos(row), index.startNanos(best)) < 0;
      if (isRoot == bestIsRoot ? earlier : isRoot) {
        best = row;
      }
    }
    return best;
  }

  private String service(SpanBatch batch, int row) {
    int resource = batch.scopeResource(batch.index().scope(row));
    return find(attributes.ofResource(batch, resource), SERVICE_NAME);
  }

  /** Where tail sampling wrote it: on the root, on another span, or on a scope. */
  private String policy(SpanBatch batch, int root, int from, int to) {
    String found = find(attributes.ofSpan(batch, root), POLICY);
    for (int row = from; row < to && found.isEmpty(); row++) {
      found = find(attributes.ofSpan(batch, row), POLICY);
    }
    for (int row = from, seen = -1; row < to && found.isEmpty(); row++) {
      int scope = batch.index().scope(row);
      if (scope != seen) {
        found = find(attributes.ofScope(batch, scope), POLICY);
        seen = scope;
      }
    }
    return found;
  }

  private static String find(AttributeCursor cursor, byte[] key) {
    while (cursor.next()) {
      if (cursor.keyEquals(key)) {
        return cursor.valueText();
      }
    }
    return "";
  }

  private static String duration(SpanIndex index, int from, int to) {
    long start = index.startNanos(from);
    long end = index.endNanos(from);
    for (int row = from + 1; row < to; row++) {
      if (Long.compareUnsigned(index.startNanos(row), start) < 0) {
        start = index.startNanos(row);
      }
      if (Long.compareUnsigned(index.endNanos(row), end) > 0) {
        end = index.endNanos(row);
      }
    }
    return Plain.duration(start, end);
  }

  private static boolean hasError(SpanIndex index, int from, int to) {
    for (int row = from; row < to; row++) {
      if (index.status(row) == OtlpFields.STATUS_ERROR) {
        return true;
      }
    }
    return false;
  }
}
