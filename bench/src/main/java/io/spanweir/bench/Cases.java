package io.spanweir.bench;

import io.spanweir.bench.generator.Phase;
import io.spanweir.bench.runner.Case;
import io.spanweir.bench.workload.Compression;
import io.spanweir.bench.workload.Encoding;
import io.spanweir.bench.workload.Shape;
import io.spanweir.bench.workload.Transport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns scenarios and options into cases. */
final class Cases {
  private static final double W1_RATE = 50_000;
  private static final double ENCODED_RATE = 40_000;

  /** As many as fit in the memory that the generator has, in zstd or gzip. */
  private static final int PREPARED_MAX = 40_000;

  private static final double WARMUP_SECONDS = 110;
  private static final double COMPRESSED_WARMUP_SECONDS = 10;
  private static final double COMPRESSED_WINDOW_SECONDS = 15;

  private static final int RESOURCES_PER_REQUEST = 4;
  private static final double FRAGMENT_SECONDS = 0.1;
  private static final int SATURATED_GAP_REQUESTS = 8;
  private static final int SPANS_PER_TRACE = 10;
  private static final int BATCH = 512;
  private static final int CONNECTIONS = 4;

  private static final double STORE_RATE = 30_000;
  private static final int STORE_SERVICES = 40;

  private static final double JAEGER_RATE = 500_000;

  /** Half of what fits a datagram: a socket's default buffer holds some of them. */
  private static final int JAEGER_BATCH = 32;

  private static final int SCRIBE_BATCH = 10;
  private static final int SCRIBE_CONNECTIONS = 500;
  private static final int W2_BATCH = 3;
  private static final int W2_CONNECTIONS = 32;

  private final BenchOptions options;

  Cases(BenchOptions options) {
    this.options = options;
  }

  List<Case> of(Scenario scenario) {
    double offered = options.saturate || options.rate == null ? 0 : options.rate;
    return switch (scenario) {
      case RUN -> List.of(load(scenario.toString(), offered, 30, 60));
      case W1_SATURATED, HTTP -> List.of(load(scenario.toString(), 0, 30, 60));
      case W1_50K -> List.of(load(scenario.toString(), rate(), 60, 120));
      case GZIP_40K, GZIP_HTTP_40K, ZSTD_HTTP, ZSTD_HTTP_40K, JSON, JSON_40K ->
          List.of(encoded(scenario));
      case ZIPKIN_JSON, ZIPKIN_THRIFT, JAEGER_UDP, W2, SCRIBE -> List.of(older(scenario));
      case IDLE, STARTUP -> List.of(idle(scenario.toString()));
      case FLOOR -> List.of(load(scenario.toString(), offered, 10, 20));
      case CONNECTIONS -> connections();
      case RSS_SLOPE -> rssSlope();
      case POLICIES, OPEN_TRACES -> List.of();
      case STORE -> List.of(store());
      case OVERLOAD -> List.of(overload(2), overload(10));
    };
  }

  private double rate() {
    return options.rate == null ? W1_RATE : options.rate;
  }

  /** Bodies that are not plain protobuf. */
  private Case encoded(Scenario scenario) {
    String label = scenario.toString();
    boolean json = label.startsWith("json");
    boolean paced = label.endsWith("40k");
    Draft draft = draft();
    if (json) {
      draft.encoding = Encoding.JSON;
    }
    if (label.contains("http") || json) {
      draft.transport = Transport.HTTP;
    }
    if (label.startsWith("gzip")) {
      draft.compression = Compression.GZIP;
    } else if (label.startsWith("zstd")) {
      draft.compression = Compression.ZSTD;
    }
    double offered = paced ? (options.rate == null ? ENCODED_RATE : options.rate) : 0;
    draft.rateForGap = offered;
    return paced || json ? draft.build(label, fixed(offered, 30, 60)) : warmedPlain(draft, label);
  }

  /**
   * What is compressed lasts for half a minute when it goes out as fast as it is taken, and the
   * buffer of the system needs longer to get its size: all but the end of the warm-up is plain.
   */
  private Case warmedPlain(Draft draft, String label) {
    double warm = options.warmup == null ? WARMUP_SECONDS : options.warmup;
    double window = options.duration == null ? COMPRESSED_WINDOW_SECONDS : options.duration;
    double plain = Math.max(0, warm - COMPRESSED_WARMUP_SECONDS);
    draft.plainPhases = 1;
    draft.measured = 2;
    return draft.build(
        label,
        List.of(
            new Phase("plain warm-up", 0, plain),
            new Phase("warm-up", 0, warm - plain),
            new Phase("window", 0, window)));
  }

  /** What clients of Zipkin and Jaeger send. */
  private Case older(Scenario scenario) {
    Draft draft = draft();
    double offered = options.rate == null || options.saturate ? 0 : options.rate;
    Encoding encoding = Encoding.ZIPKIN_THRIFT;
    switch (scenario) {
      case ZIPKIN_JSON -> encoding = Encoding.ZIPKIN_JSON;
      case JAEGER_UDP -> {
        encoding = Encoding.JAEGER_COMPACT;
        offered = options.rate == null ? JAEGER_RATE : options.rate;
        draft.unlessAsked(JAEGER_BATCH, CONNECTIONS);
      }
      case SCRIBE -> {
        encoding = Encoding.SCRIBE;
        draft.unlessAsked(SCRIBE_BATCH, SCRIBE_CONNECTIONS);
      }
      case W2 -> {
        draft.unlessAsked(W2_BATCH, W2_CONNECTIONS);
        draft.varied = true;
        draft.requestsPerConnection = 2;
      }
      default -> {
        // Zipkin's Thrift, with as many spans a request as W1 has.
      }
    }
    draft.encoding = encoding;
    draft.transport = encoding.transport();
    draft.rateForGap = offered;
    return draft.build(scenario.toString(), fixed(offered, 30, 60));
  }

  private Case store() {
    Draft draft = draft();
    draft.resources = options.resources == null ? STORE_SERVICES : options.resources;
    double offered = options.rate == null ? STORE_RATE : options.rate;
    draft.rateForGap = offered;
    return draft.build(Scenario.STORE.toString(), fixed(offered, 60, 60));
  }

  private List<Case> connections() {
    Draft few = draft();
    few.connections = 4;
    few.resources = 4;
    Draft many = draft();
    many.connections = options.connections == null ? 2000 : options.connections;
    many.resources = options.resources == null ? 500 : options.resources;
    return List.of(
        few.build("connections-" + few.connections, fixed(rate(), 60, 60)),
        many.build("connections-" + many.connections, fixed(rate(), 60, 60)));
  }

  private List<Case> rssSlope() {
    return List.of(2, 10, 30).stream()
        .map(
            wait -> {
              Draft draft = draft();
              draft.decisionWait = wait;
              return draft.build("rss-wait-" + wait, fixed(rate(), 2 * wait + 10, 30));
            })
        .toList();
  }

  /** Half of what fits, then too much, then half again to see how soon refusals end. */
  private Case overload(int times) {
    double fits = (double) options.bufferBytes / options.spanBytes / options.decisionWait;
    double warm = options.warmup == null ? 3.0 * options.decisionWait : options.warmup;
    double window = options.duration == null ? 60 : options.duration;
    Draft draft = draft();
    draft.rateForGap = fits;
    draft.environment.put("BUFFER_BYTES", Long.toString(options.bufferBytes));
    return draft.build(
        "overload-" + times + "x",
        List.of(
            new Phase("half", fits / 2, warm),
            new Phase("over", times * fits, window),
            new Phase("recovery", fits / 2, 2.0 * options.decisionWait)));
  }

  private Case idle(String label) {
    Draft draft = draft();
    draft.connections = 0;
    draft.oracle = false;
    return draft.build(label, fixed(0, 20, 30));
  }

  private Case load(String label, double offered, double warmup, double duration) {
    Draft draft = draft();
    draft.rateForGap = offered;
    if (label.equals(Scenario.HTTP.toString())) {
      draft.transport = Transport.HTTP;
    }
    draft.oracle &= !label.equals(Scenario.FLOOR.toString());
    return draft.build(label, fixed(offered, warmup, duration));
  }

  private List<Phase> fixed(double offered, double warmup, double duration) {
    return List.of(
        new Phase("warm-up", offered, options.warmup == null ? warmup : options.warmup),
        new Phase("window", offered, options.duration == null ? duration : options.duration));
  }

  private Draft draft() {
    return new Draft(options);
  }

  /** A case in the making: starts as the options say. */
  private static final class Draft {
    private final BenchOptions options;
    private final Map<String, String> environment;
    private int connections;
    private int resources;
    private int decisionWait;
    private int batch;
    private boolean varied;
    private int requestsPerConnection;
    private Transport transport;
    private Encoding encoding;
    private Compression compression;
    private boolean oracle;
    private double rateForGap;
    private int plainPhases;
    private int measured = 1;

    Draft(BenchOptions options) {
      this.options = options;
      environment = new TreeMap<>(options.environment);
      connections = options.connections == null ? CONNECTIONS : options.connections;
      batch = options.batch == null ? BATCH : options.batch;
      resources = options.resources == null ? RESOURCES_PER_REQUEST : options.resources;
      decisionWait = options.decisionWait;
      encoding = options.encoding;
      boolean grpc = encoding == Encoding.PROTOBUF && !options.http;
      transport = grpc ? Transport.GRPC : encoding.transport();
      compression = options.compression == null ? Compression.NONE : options.compression;
      oracle = !options.noOracle;
      rateForGap = options.rate == null ? W1_RATE : options.rate;
    }

    void unlessAsked(int spans, int many) {
      batch = options.batch == null ? spans : options.batch;
      connections = options.connections == null ? many : options.connections;
    }

    Case build(String label, List<Phase> phases) {
      Shape shape =
          new Shape(
              batch,
              varied,
              resources,
              Math.min(RESOURCES_PER_REQUEST, resources),
              options.small,
              options.seed);
      boolean saturated = phases.get(1).saturated();
      int inFlight = options.inFlight == null ? (saturated ? 4 : 16) : options.inFlight;
      return new Case(
          label,
          shape,
          transport,
          encoding,
          compression,
          prepared(phases),
          plainPhases,
          connections,
          inFlight,
          requestsPerConnection,
          gap(),
          phases,
          measured,
          decisionWait,
          config(label),
          environment,
          oracle);
    }

    private int prepared(List<Phase> phases) {
      if (options.requests != null) {
        return options.requests;
      }
      double spans = 0;
      for (Phase phase : phases) {
        spans += phase.saturated() ? Double.MAX_VALUE : phase.spansPerSecond() * phase.seconds();
      }
      return (int) Math.min(PREPARED_MAX, 1.05 * spans / batch + 10);
    }

    /** Fragments of a trace are a tenth of a second apart, and never in the same request. */
    private int gap() {
      if (options.gap != null) {
        return options.gap;
      }
      int ofRequest = batch / SPANS_PER_TRACE + 1;
      int ofTime = (int) (rateForGap * FRAGMENT_SECONDS / SPANS_PER_TRACE);
      return rateForGap <= 0 ? SATURATED_GAP_REQUESTS * ofRequest : Math.max(ofRequest, ofTime);
    }

    private Path config(String label) {
      if (options.config != null) {
        return options.config;
      }
      boolean overload = label.startsWith(Scenario.OVERLOAD.toString());
      if (label.equals(Scenario.STORE.toString())) {
        return Path.of("bench/workloads/store.yaml");
      }
      String file =
          switch (encoding) {
            case PROTOBUF, JSON -> overload ? "overload.yaml" : "w1.yaml";
            case ZIPKIN_JSON, ZIPKIN_THRIFT -> "zipkin.yaml";
            case JAEGER_COMPACT -> "jaeger.yaml";
            case SCRIBE -> "scribe.yaml";
          };
      return Path.of("bench/workloads", file);
    }
  }
}
