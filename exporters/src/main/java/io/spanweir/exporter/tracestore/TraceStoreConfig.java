package io.spanweir.exporter.tracestore;

import io.spanweir.core.component.Announced;
import io.spanweir.core.component.AuthConfig;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Limits;
import io.spanweir.core.door.CorsConfig;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.net.TlsServerConfig;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code trace_store} exporter. The OpenTelemetry Collector has no such thing. */
@Description("Keeps traces on local disk, searchable, and answers Zipkin's query API")
public record TraceStoreConfig(
    @Description(
            "Directory of the store, made if it isn't there; empty for spanweir/traces in"
                + " $XDG_DATA_HOME or ~/.local/share, without a home ./spanweir-data/traces")
        String path,
    @Description(
            "Of all its files; past it the oldest traces go. 0 for the smaller of 10 GB and a tenth"
                + " of what is free on the disk at start, what the store has counted in")
        ByteSize maxBytes,
    @Description("How long after they arrived traces go") Duration maxAge,
    @Description(
            "Where Zipkin's query API and the UI Lens are served, host:port; may be that of a zipkin"
                + " receiver. Empty for not at all")
        String endpoint,
    @Description("How many traces a query gets that says no limit; Zipkin's own default is 10")
        int queryLimitDefault,
    @Description(
            "Whether traces are told apart by all 128 bits of an id; if not, by the lower 64, for"
                + " clients of both kinds in one trace")
        boolean strictTraceId,
    @Description(
            "Whether traces and names can be searched for; if not, those answers are empty and a"
                + " trace is found by its id alone, as with Zipkin's SEARCH_ENABLED=false")
        boolean searchEnabled,
    @Description(
            "Whether /prometheus and /metrics show the page of own metrics, as a Zipkin server shows"
                + " its own there")
        boolean ownMetrics,
    @Description("Keys of tags whose values the UI offers to choose from")
        List<String> autocompleteKeys,
    @Description(
            "Memory for spans that are not on the disk yet; past it spans are refused. 0 for an"
                + " eighth of the Java heap")
        ByteSize queueBytes,
    @Description("Which web pages of elsewhere may ask; none without allowed_origins")
        CorsConfig cors,
    @Description("Who may ask and look; absent for everybody") @Nullable AuthConfig auth,
    @Description(
            "TLS of the endpoint; absent for plain text. A receiver at the same endpoint has the"
                + " same")
        @Nullable TlsServerConfig tls)
    implements Announced {
  static final int PORT = 9411;

  private static final long AGE_HOURS_SHOWN = 72;

  public TraceStoreConfig {
    autocompleteKeys = List.copyOf(autocompleteKeys);
    if (maxAge.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new InvalidConfigException("max_age", "is " + maxAge, "a minute or more, such as 168h");
    }
    if (maxBytes.bytes() > 0 && maxBytes.bytes() < 1 << 20) {
      throw new InvalidConfigException("max_bytes", "is " + maxBytes, "1MiB or more, or 0");
    }
    if (queryLimitDefault < 1) {
      throw new InvalidConfigException(
          "query_limit_default", "is " + queryLimitDefault, "1 or more");
    }
    parse(path);
    if (tls != null) {
      tls.requireCertificate();
    }
    if (!endpoint.isEmpty() && Endpoint.parse(endpoint, Endpoint.TCP, PORT).isSocket()) {
      throw new InvalidConfigException("endpoint", "is a file", "host:port");
    }
  }

  /** Where to listen; null for nowhere. */
  @Nullable Endpoint listen() {
    return endpoint.isEmpty() ? null : Endpoint.parse(endpoint, Endpoint.TCP, PORT);
  }

  private static Path parse(String path) {
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new InvalidConfigException("path", "is no path: " + e.getReason(), "a directory");
    }
  }

  /** The directory, the default one if none is set. */
  Path directory() {
    return path.isEmpty() ? DataDirectory.standard() : parse(path);
  }

  /** Its limit, the default one if none is set. */
  long bytesMax() {
    return maxBytes.bytes() > 0 ? maxBytes.bytes() : DataDirectory.bytesMax(directory());
  }

  @Override
  public List<String> announcement(Limits limits) {
    long hours = maxAge.toHours();
    String age = hours >= AGE_HOURS_SHOWN ? hours / 24 + " days" : hours + " hours";
    if (hours == 0) {
      age = maxAge.toMinutes() + " minutes";
    }
    List<String> lines = new ArrayList<>();
    Endpoint door = listen();
    if (door != null) {
      lines.add((tls == null ? "http://" : "https://") + door.shown() + "/zipkin/");
    }
    lines.add(directory().toString());
    lines.add("at most " + new ByteSize(bytesMax()).rounded() + ", " + age);
    return lines;
  }
}
