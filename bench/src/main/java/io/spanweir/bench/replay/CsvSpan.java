package io.spanweir.bench.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A span of a table as Nezha publishes them (github.com/IntelligentDDS/Nezha, {@code rca_data}).
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @param parentId likewise; empty for a root
 * @param pod which client sends it
 * @param startNanos since 1970, by that pod's clock
 */
public record CsvSpan(
    String traceId,
    String spanId,
    String parentId,
    String pod,
    String operation,
    long startNanos,
    long endNanos) {
  private static final String COLUMNS =
      "TraceID,SpanID,ParentID,PodName,OperationName,StartTimeUnixNano,EndTimeUnixNano,Duration";

  private static final String ROOT = "root";

  /** What the pod's name begins with: the name without the two parts that a deployment adds. */
  public String service() {
    int last = pod.lastIndexOf('-');
    int second = last < 0 ? -1 : pod.lastIndexOf('-', last - 1);
    return second < 0 ? pod : pod.substring(0, second);
  }

  /**
   * Reads a table, gzipped if its name ends so.
   *
   * @throws IOException also when a line is none of such a table
   */
  public static List<CsvSpan> read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
      if (!COLUMNS.equals(lines.readLine())) {
        throw new IOException(file + " has other columns than " + COLUMNS);
      }
      List<CsvSpan> spans = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        spans.add(parse(line));
      }
      return spans;
    }
  }

  private static CsvSpan parse(String line) throws IOException {
    String[] fields = line.split(",", -1);
    if (fields.length != 8 || fields[0].length() != 32 || fields[1].length() != 16) {
      throw new IOException("not a span: " + line);
    }
    return new CsvSpan(
        fields[0],
        fields[1],
        fields[2].equals(ROOT) ? "" : fields[2],
        fields[3],
        fields[4],
        Long.parseLong(fields[5]),
        Long.parseLong(fields[6]));
  }
}
