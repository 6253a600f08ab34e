package io.spanweir.bench;

import io.spanweir.bench.workload.Compression;
import io.spanweir.bench.workload.Encoding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the command line; those left out take the scenario's value. */
final class BenchOptions {
  @Option(
      names = "--sut",
      paramLabel = "COMMAND",
      description = "what starts our system; empty to run peers only (default: ${DEFAULT-VALUE})")
  String sut = "./spanweir";

  @Option(names = "--sut-name", description = "its name in reports (default: ${DEFAULT-VALUE})")
  String sutName = "spanweir";

  @Option(
      names = "--peer",
      paramLabel = "NAME=COMMAND",
      description = "another collector that takes --config; may be repeated")
  List<String> peers = new ArrayList<>();

  @Option(names = "-n", description = "repeats of everything (default: ${DEFAULT-VALUE})")
  int repeats = 3;

  @Option(
      names = "--config",
      description = "the configuration, the same for all (default: the workload's)")
  @Nullable Path config;

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "a variable for the systems; may be repeated")
  Map<String, String> environment = new LinkedHashMap<>();

  @Option(names = "--out", description = "a file that gets one line of JSON per run")
  @Nullable Path out;

  @Option(
      names = "--logs",
      description = "a folder for the systems' output (default: ${DEFAULT-VALUE})")
  Path logs = Path.of("bench/target/logs");

  @Option(names = "--warmup", description = "seconds of load before the window")
  @Nullable Double warmup;

  @Option(names = "--duration", description = "seconds of the measured window")
  @Nullable Double duration;

  @Option(names = "--rate", description = "offered spans per second")
  @Nullable Double rate;

  @Option(names = "--saturate", description = "as fast as requests are answered")
  boolean saturate;

  @Option(names = "--connections", description = "1 to 2000 (default: 4, or the scenario's)")
  @Nullable Integer connections;

  @Option(names = "--in-flight", description = "unanswered requests on a gRPC connection")
  @Nullable Integer inFlight;

  @Option(names = "--batch", description = "spans of a request (default: 512, or the scenario's)")
  @Nullable Integer batch;

  @Option(names = "--resources", description = "distinct resources, 4 to 500")
  @Nullable Integer resources;

  @Option(names = "--small", description = "spans of 200 to 350 bytes instead of 770 to 800")
  boolean small;

  @Option(names = "--http", description = "OTLP over HTTP/1.1 instead of gRPC")
  boolean http;

  @Option(
      names = "--encoding",
      description = "protobuf, json, zipkin-json, zipkin-thrift, jaeger-compact, scribe (protobuf)")
  Encoding encoding = Encoding.PROTOBUF;

  @Option(
      names = "--compression",
      description = "none, gzip or zstd, compressed before the run (default: the scenario's)")
  @Nullable Compression compression;

  @Option(
      names = "--requests",
      description = "how many to compress (default: enough for the phases that have a rate)")
  @Nullable Integer requests;

  @Option(names = "--gap", description = "traces between two fragments of one trace")
  @Nullable Integer gap;

  @Option(names = "--decision-wait", description = "seconds (default: ${DEFAULT-VALUE})")
  int decisionWait = 10;

  @Option(
      names = "--buffer-bytes",
      description = "overload: the buffer, given to the system as BUFFER_BYTES (${DEFAULT-VALUE})")
  long bufferBytes = 256L << 20;

  @Option(
      names = "--span-bytes",
      description = "overload: bytes a span takes in the buffer (default: ${DEFAULT-VALUE})")
  int spanBytes = 820;

  @Option(names = "--traces", description = "store: stored before it is asked (${DEFAULT-VALUE})")
  long traces = 1_000_000;

  @Option(
      names = "--no-oracle",
      description = "the system does not keep what the workload's policies keep")
  boolean noOracle;

  @Option(names = "--seed", description = "of the first run (default: ${DEFAULT-VALUE})")
  long seed = 1;

  @Option(names = "--generator-core", description = "default: ${DEFAULT-VALUE}")
  int generatorCore = 0;

  @Option(names = "--sut-core", description = "default: ${DEFAULT-VALUE}")
  int sutCore = 1;
}
