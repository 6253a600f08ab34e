package io.spanweir.exporter.tracestore;

import io.spanweir.core.links.LinkCounter;
import io.spanweir.core.links.LinkCounts;
import io.spanweir.core.links.LinkCounts.Link;
import io.spanweir.core.links.LinkSpan;
import io.spanweir.core.links.Links;
import io.spanweir.core.links.ServiceNames;
import io.spanweir.core.runtime.Clock;
import io.spanweir.exporter.zipkin.SearchedSpan;
import io.spanweir.exporter.zipkin.SearchedSpan.Word;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who called whom, by the hour: taken from the counter of whoever taps all spans, and where nobody
 * does from the spans that are stored, which are all there are then. Kept in a small file that is
 * written anew once a minute; a crash costs the counts since.
 *
 * <pre>links.tsv: a line for each hour and link: hour since 1970, calls, errors, parent, child,
 * names as in a URL, tabs between</pre>
 *
 * <p>Any thread.
 */
final class LinkBook {
  private static final String FILE = "links.tsv";
  private static final byte[] ERROR = {'e', 'r', 'r', 'o', 'r'};
  private static final int COLUMNS = 5;
  private static final long HOUR_MILLIS = LinkCounts.HOUR_MICROS / 1000;

  private final Path file;
  private final long ageMillisMax;
  private final Clock clock;
  private final LinkCounts counts = new LinkCounts();
  private final LinkSpan fact = new LinkSpan();
  private final Word word = new Word();
  private final Word value = new Word();
  private final ServiceNames names = new ServiceNames();
  private @Nullable LinkCounter counter;
  private boolean ofStored;
  private boolean changed;

  LinkBook(Path root, long ageMillisMax, Clock clock) {
    file = root.resolve(FILE);
    this.ageMillisMax = ageMillisMax;
    this.clock = clock;
  }

  /**
   * Reads what was counted.
   *
   * @param tapped what counts all spans; null to count those that are stored
   */
  synchronized void open(@Nullable LinkCounter tapped) throws IOException {
    ofStored = tapped == null;
    counter = tapped == null ? Links.counter() : tapped;
    counts.clear();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
        read(line);
      }
    }
  }

  /** Begins with nothing, and counts what is stored by that counter. */
  synchronized void begin(LinkCounter own) {
    ofStored = true;
    counter = own;
    counts.clear();
  }

  /** A line that makes no sense is no reason not to start: it goes with the next writing. */
  private void read(String line) {
    String[] columns = line.split("\t", -1);
    if (columns.length != COLUMNS) {
      return;
    }
    try {
      counts.add(
          Long.parseLong(columns[0]),
          URLDecoder.decode(columns[3], StandardCharsets.UTF_8),
          URLDecoder.decode(columns[4], StandardCharsets.UTF_8),
          Long.parseLong(columns[1]),
          Long.parseLong(columns[2]));
    } catch (IllegalArgumentException e) {
      changed = true;
    }
  }

  /**
   * What counts the spans of one window that is stored, unless all spans are counted elsewhere. The
   * writing thread's.
   */
  synchronized SpanObserver window() {
    LinkCounter own = counter;
    if (!ofStored || own == null) {
      return SpanObserver.NONE;
    }
    long now = clock.nanoTime();
    long nowMicros = clock.epochNanos() / 1000;
    return (span, traceIdLow) -> {
      fill(span, traceIdLow);
      own.add(fact, now, nowMicros);
    };
  }

  private void fill(SearchedSpan span, long traceIdLow) {
    fact.traceLow = traceIdLow;
    fact.id = span.id();
    fact.parent = span.parent();
    fact.kind = span.kind();
    fact.shared = span.isShared();
    fact.epochMicros = span.timestampMicros();
    span.service(word);
    fact.service = name();
    span.remoteService(word);
    fact.remote = name();
    fact.error = false;
    for (int i = 0; i < span.tags(); i++) {
      span.tag(i, word, value);
      fact.error |= word.is(ERROR);
    }
  }

  private String name() {
    return names.of(word.bytes(), word.at(), word.length());
  }

  /** The sums of the hours that lie in a stretch of time, wholly or in part. */
  synchronized List<ServiceLink> links(long endEpochMillis, long lookbackMillis) {
    long first = Math.floorDiv(endEpochMillis - lookbackMillis, HOUR_MILLIS);
    long last = Math.floorDiv(endEpochMillis, HOUR_MILLIS);
    Map<Link, long[]> sums = new HashMap<>();
    LinkCounts.Visitor sum =
        (hour, parent, child, calls, errors) -> {
          if (hour >= first && hour <= last) {
            long[] both = sums.computeIfAbsent(new Link(parent, child), l -> new long[2]);
            both[0] += calls;
            both[1] += errors;
          }
        };
    counts.visit(sum);
    if (counter != null) {
      counter.peek(sum);
    }
    List<ServiceLink> links = new ArrayList<>();
    sums.forEach(
        (link, both) -> links.add(new ServiceLink(link.parent(), link.child(), both[0], both[1])));
    links.sort(Comparator.comparing(ServiceLink::parent).thenComparing(ServiceLink::child));
    return links;
  }

  /** Takes over what was counted and writes it, if anything was. */
  synchronized void save() throws IOException {
    if (counter == null) {
      return;
    }
    counter.drain(clock.nanoTime(), this::take);
    write();
  }

  /** Writes what was counted, what still waits for its trace too. */
  synchronized void close() throws IOException {
    if (counter != null) {
      counter.drainAll(this::take);
      counter = null;
      write();
    }
  }

  private void take(long hour, String parent, String child, long calls, long errors) {
    counts.add(hour, parent, child, calls, errors);
    changed = true;
  }

  private void write() throws IOException {
    if (!changed) {
      return;
    }
    counts.forgetBefore((clock.epochNanos() / 1_000_000 - ageMillisMax) / HOUR_MILLIS);
    List<String> lines = new ArrayList<>();
    counts.visit(
        (hour, parent, child, calls, errors) ->
            lines.add(
                hour
                    + "\t"
                    + calls
                    + "\t"
                    + errors
                    + "\t"
                    + encoded(parent)
                    + "\t"
                    + encoded(child)));
    Path fresh = file.resolveSibling(FILE + ".new");
    Files.write(fresh, lines, StandardCharsets.US_ASCII);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    changed = false;
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }
}
