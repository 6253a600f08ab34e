exec(open('/tmp/h/bench5/edit.py').read().split("sub(W+'RequestTemplate.java'")[0])
G='src/main/java/io/spanweir/bench/generator/'
B='src/main/java/io/spanweir/bench/'
R=B+'runner/'
sub(G+'Connections.java',("    Connection connection = new UdpConnection(channel, channel.register(selector, 0), exchange);\n","    SelectionKey key = channel.register(selector, 0);\n    Connection connection = new UdpConnection(channel, key, exchange);\n    key.attach(connection);\n"))
sub(R+'Case.java',("""    boolean http,
    boolean json,
""","""    Transport transport,
    Encoding encoding,
"""),(""" * @param http whether requests are OTLP over HTTP/1.1 instead of gRPC
 * @param json whether requests are OTLP/JSON instead of protobuf; over HTTP only
""",""" * @param transport how requests travel
 * @param encoding what they are written in
"""),(""" * @param gap traces""",""" * @param requestsPerConnection after how many a connection is closed and another opened; 0 for never
 * @param gap traces"""),("""    int gap,
""","""    int requestsPerConnection,
    int gap,
"""),("import io.spanweir.bench.workload.Shape;","import io.spanweir.bench.workload.Encoding;\nimport io.spanweir.bench.workload.Shape;\nimport io.spanweir.bench.workload.Transport;"))
sub(R+'Run.java',("""    Shape asked = load.shape();
    shape =
        new Shape(
            asked.batch(), asked.resources(), asked.resourcesPerRequest(), asked.small(), seed);
""","""    shape = load.shape().withSeed(seed);
"""),("""      int port = load.http() ? httpPort : grpcPort;
      double startSeconds = system.awaitListening(port);
""","""      int port = port();
      double startSeconds = awaitListening(system);
"""),("""          new LoadOptions(target, load.http(), load.connections(), load.inFlight(), shape.batch());
""","""          new LoadOptions(
              target,
              load.transport(),
              load.connections(),
              load.inFlight(),
              load.requestsPerConnection(),
              shape.spansPerRequest());
"""),("""        int exitCode = system.stop();
        Verdict""","""        long dropped = Math.max(0, Proc.droppedDatagrams(jaegerPort));
        int exitCode = system.stop();
        Verdict"""),("judge(source.traces(), (System","judge(source.traces(), dropped, (System"),
("new Outcome(startSeconds, exitCode, died, verdict, before, after)","new Outcome(startSeconds, exitCode, died, dropped, verdict, before, after)"),
("      boolean died,\n      @Null","      boolean died,\n      long droppedDatagrams,\n      @Null"),
("""    String authority = "127.0.0.1:" + (load.http() ? httpPort : grpcPort);
    Framing framing =
        load.http()
            ? new Http1Framing(authority, load.compression(), load.json())
            : new GrpcFraming(authority, load.compression());
""","""    String authority = "127.0.0.1:" + port();
    Framing framing =
        switch (load.transport()) {
          case HTTP -> new Http1Framing(authority, load.compression(), load.encoding());
          case GRPC -> new GrpcFraming(authority, load.compression());
          case UDP, SCRIBE -> Framing.NONE;
        };
"""),("load.json()","load.encoding()"),
("""  private Map<String, String> environment""","""  private int port() {
    return switch (load.transport()) {
      case GRPC -> grpcPort;
      case HTTP -> httpPort;
      case UDP -> jaegerPort;
      case SCRIBE -> scribePort;
    };
  }

  /** A port of datagrams takes no connections: the one of OTLP is waited for first, beside it. */
  private double awaitListening(RunningSystem system) throws IOException, InterruptedException {
    boolean datagrams = load.transport() == Transport.UDP;
    double seconds = system.awaitListening(datagrams ? grpcPort : port());
    while (datagrams && Proc.droppedDatagrams(jaegerPort) < 0 && system.alive()) {
      Thread.sleep(10);
    }
    return seconds;
  }

  private Map<String, String> environment"""),
("""    environment.put("SINK_PORT",""","""    environment.put("JAEGER_PORT", Integer.toString(jaegerPort));
    environment.put("SCRIBE_PORT", Integer.toString(scribePort));
    environment.put("SINK_PORT","""),
("""  private final int httpPort = freePort();
""","""  private final int httpPort = freePort();
  private final int jaegerPort = freePort();
  private final int scribePort = freePort();
"""),
("judge(long traces, double seconds)","judge(long traces, long dropped, double seconds)"),
("return load.oracle() ? table.judge","return load.oracle() && dropped == 0 ? table.judge"),
("  private @Nullable Verdict judge","  /** Which spans were in datagrams that the kernel dropped is not known. */\n  private @Nullable Verdict judge"),
("        generator.backlog(),\n","        generator.backlog(),\n        outcome.droppedDatagrams(),\n"),
("""    if (outcome.died()) {""","""    if (outcome.droppedDatagrams() > 0) {
      voids.add("the kernel dropped " + outcome.droppedDatagrams() + " datagrams");
    }
    if (outcome.died()) {"""),
("import io.spanweir.bench.workload.TraceModel;","import io.spanweir.bench.workload.TraceModel;\nimport io.spanweir.bench.workload.Transport;"))
sub(R+'RunResult.java',("    long backlog,\n","    long backlog,\n    long droppedDatagrams,\n"),(" * @param rssMedianBytes"," * @param droppedDatagrams by the kernel, in front of the system, in the whole run\n * @param rssMedianBytes"),
("  /** Returns processor seconds","  /** Returns the requests answered for a second of the system on its processor. */\n  public double requestsPerCoreSecond() {\n    return window.requests() / cpuSeconds;\n  }\n\n  /** Returns processor seconds"))
sub(R+'RunLine.java',("""            .put("backlog_requests\"""","""            .put("requests_per_core_second", run.requestsPerCoreSecond())
            .put("dropped_datagrams", run.droppedDatagrams())
            .put("backlog_requests\""""))
sub(R+'Proc.java',("""  /** Names the machine,""","""  /**
   * Returns how many datagrams the kernel dropped in front of a port since it was opened, or -1
   * when nobody has opened it.
   */
  static long droppedDatagrams(int port) {
    String suffix = String.format(Locale.ROOT, ":%04X", port);
    long dropped = -1;
    for (String table : List.of("/proc/net/udp", "/proc/net/udp6")) {
      try {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] fields = line.trim().split(" +");
          if (fields.length > 2 && fields[1].endsWith(suffix)) {
            dropped = Math.max(dropped, 0) + Long.parseLong(fields[fields.length - 1]);
          }
        }
      } catch (NoSuchFileException noSuchFamily) {
        // A system without it has no such ports.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return dropped;
  }

  /** Names the machine,"""))
sub(R+'Findings.java',("""      } else if (kind.startsWith("overload-")) {
        overload(report, cases, system);
      }""","""      } else if (kind.startsWith("overload-")) {
        overload(report, cases, system);
      } else if (kind.equals("w2")) {
        requests(report, kind, system);
      }"""),("""  private static void overload(""","""  private static void requests(Report report, String kind, String system) {
    report.print(
        "%-10s answers %,.0f requests per core-second%n",
        system, report.median(kind, system, RunResult::requestsPerCoreSecond));
  }

  private static void overload("""))
# options
s=open(B+'BenchOptions.java').read()
i=s.index("  /** How spans are encoded;"); j=s.index('  @Option(names = "--gap"')
s=s[:i]+s[j:]
s=s.replace('''description = "protobuf or json; json goes over HTTP (default: protobuf)")
  Encoding encoding = Encoding.protobuf;''','''description = "protobuf, json, zipkin-json, zipkin-thrift, jaeger-compact, scribe (protobuf)")
  Encoding encoding = Encoding.PROTOBUF;''')
s=s.replace('''  @Option(names = "--batch", description = "spans of a request (default: ${DEFAULT-VALUE})")
  int batch = 512;''','''  @Option(names = "--batch", description = "spans of a request (default: 512, or the scenario's)")
  @Nullable Integer batch;''')
s=s.replace('description = "1 to 2000")','description = "1 to 2000 (default: 4, or the scenario\'s)")')
s=s.replace("import io.spanweir.bench.workload.Compression;","import io.spanweir.bench.workload.Compression;\nimport io.spanweir.bench.workload.Encoding;")
open(B+'BenchOptions.java','w').write(s)
sub(B+'Bench.java',("""                Scenario.class,
                text -> Scenario.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_')));""","""                Scenario.class,
                text -> Scenario.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_')))
            .registerConverter(
                Encoding.class,
                text -> Encoding.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_')));"""),
("import java.nio.file.Path;","import io.spanweir.bench.workload.Encoding;\nimport java.nio.file.Path;"))
sub(B+'Scenario.java',("""  /** W1 at 50,000 spans a second with traces""","""  /** W1 as fast as it is taken, in Zipkin's JSON v2. */
  ZIPKIN_JSON,
  /** W1 as fast as it is taken, in Zipkin's v1 Thrift. */
  ZIPKIN_THRIFT,
  /** W1 at 500,000 spans a second, in Jaeger's datagrams. */
  JAEGER_UDP,
  /** One to three spans a request in Zipkin's v1 Thrift, half of them on new connections. */
  W2,
  /** W1 as fast as it is taken, over 500 connections of Scribe. */
  SCRIBE,
  /** W1 at 50,000 spans a second with traces"""))
sub(B+'Cases.java',("          List.of(encoded(scenario));","          List.of(encoded(scenario));\n      case ZIPKIN_JSON, ZIPKIN_THRIFT, JAEGER_UDP, W2, SCRIBE -> List.of(older(scenario));"),
("""    draft.json |= json;
    draft.http |= label.contains("http") || json;
""","""    if (json) {
      draft.encoding = Encoding.JSON;
    }
    if (label.contains("http") || json) {
      draft.transport = Transport.HTTP;
    }
"""),
("""  private List<Case> connections() {""","""  /** What clients of Zipkin and Jaeger send. */
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

  private List<Case> connections() {"""),
("""    draft.http |= label.equals(Scenario.HTTP.toString());
""","""    if (label.equals(Scenario.HTTP.toString())) {
      draft.transport = Transport.HTTP;
    }
"""),
("""    private boolean http;
    private boolean json;
""","""    private int batch;
    private boolean varied;
    private int requestsPerConnection;
    private Transport transport;
    private Encoding encoding;
"""),
("options.connections == null ? 4 : options.connections;\n      resources","options.connections == null ? CONNECTIONS : options.connections;\n      batch = options.batch == null ? BATCH : options.batch;\n      resources"),
("""      json = options.encoding == BenchOptions.Encoding.json;
      http = options.http || json;
""","""      encoding = options.encoding;
      boolean grpc = encoding == Encoding.PROTOBUF && !options.http;
      transport = grpc ? Transport.GRPC : encoding.transport();
"""),
("""    Case build(String label""","""    void unlessAsked(int spans, int many) {
      batch = options.batch == null ? spans : options.batch;
      connections = options.connections == null ? many : options.connections;
    }

    Case build(String label"""),
("              options.batch,\n              resources","              batch,\n              varied,\n              resources"),
("          http,\n          json,\n","          transport,\n          encoding,\n"),
("          inFlight,\n          gap(),","          inFlight,\n          requestsPerConnection,\n          gap(),"),
("spans / options.batch + 10","spans / batch + 10"),("options.batch / SPANS_PER_TRACE + 1","batch / SPANS_PER_TRACE + 1"),
("""      boolean overload = label.startsWith(Scenario.OVERLOAD.toString());
      return Path.of("bench/workloads", overload ? "overload.yaml" : "w1.yaml");""","""      boolean overload = label.startsWith(Scenario.OVERLOAD.toString());
      String file =
          switch (encoding) {
            case PROTOBUF, JSON -> overload ? "overload.yaml" : "w1.yaml";
            case ZIPKIN_JSON, ZIPKIN_THRIFT -> "zipkin.yaml";
            case JAEGER_COMPACT -> "jaeger.yaml";
            case SCRIBE -> "scribe.yaml";
          };
      return Path.of("bench/workloads", file);"""),
("""  private static final int SPANS_PER_TRACE = 10;
""","""  private static final int SPANS_PER_TRACE = 10;
  private static final int BATCH = 512;
  private static final int CONNECTIONS = 4;

  private static final double JAEGER_RATE = 500_000;

  /** What fits a datagram. */
  private static final int JAEGER_BATCH = 64;

  private static final int SCRIBE_BATCH = 10;
  private static final int SCRIBE_CONNECTIONS = 500;
  private static final int W2_BATCH = 3;
  private static final int W2_CONNECTIONS = 32;
"""),
("import io.spanweir.bench.workload.Shape;","import io.spanweir.bench.workload.Encoding;\nimport io.spanweir.bench.workload.Shape;\nimport io.spanweir.bench.workload.Transport;"))
# callers
import glob
for p in glob.glob('src/**/*.java',recursive=True):
    s=open(p).read(); o=s
    if 'PatchedRequests' in s or 'CompressedRequests' in s or 'Http1Framing' in s:
        s=re.sub(r'Compression\.(NONE|GZIP|ZSTD), false\)',r'Compression.\1, Encoding.PROTOBUF)',s)
        s=s.replace('Compression.NONE, true)','Compression.NONE, Encoding.JSON)')
        s=re.sub(r'Compression\.(NONE|GZIP)\)(,\s+)false,',r'Compression.\1)\2Encoding.PROTOBUF,',s)
        s=s.replace('Encoding.PROTOBUF), false, ','Encoding.PROTOBUF), Encoding.PROTOBUF, ').replace('Encoding.PROTOBUF),\n            false,','Encoding.PROTOBUF),\n            Encoding.PROTOBUF,')
        s=s.replace('Compression.GZIP, false, ','Compression.GZIP, Encoding.PROTOBUF, ')
    if s!=o:
        if 'import io.spanweir.bench.workload.Compression;' in s and 'workload.Encoding;' not in s:
            s=s.replace('import io.spanweir.bench.workload.Compression;','import io.spanweir.bench.workload.Compression;\nimport io.spanweir.bench.workload.Encoding;')
        open(p,'w').write(s)
