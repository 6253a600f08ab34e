package io.spanweir.exporter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.core.data.Signal;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileExporterTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir private Path directory;
  private final OneThread loops = new OneThread();
  private final TestProcess process = new TestProcess(loops);
  private final FileExporterFactory factory = new FileExporterFactory();

  private Settings settings() {
    return process.settings("file", "exporter:file");
  }

  /** Of the same exporter in a pipeline of another signal. */
  private Settings settings(Signal signal) {
    Settings s = settings();
    return new Settings(
        s.id(),
        signal,
        signal.account(s.accountName()),
        loops,
        s.pools(),
        s.telemetry(),
        s.limits(),
        s.extensions(),
        s.listeners());
  }

  private Path path() {
    return directory.resolve("spans.out");
  }

  private FileExporterConfig config(
      Format format, Compression compression, @Nullable RotationConfig rotation) {
    return Configs.of(path().toString(), format, compression, false, rotation);
  }

  private Exporter started(FileExporterConfig config) throws IOException {
    Exporter exporter = factory.create(settings(), config);
    exporter.start();
    return exporter;
  }

  private void write(Exporter exporter, ExportTraceServiceRequest request) {
    SpanBatch batch = Fixtures.batch(settings(), request);
    int spans = batch.size();
    assertThat(exporter.reserve(spans, request.getSerializedSize())).isTrue();
    exporter.commit(batch, spans, request.getSerializedSize(), new RecordingReceipt(true));
    loops.run();
  }

  private void stop(Exporter exporter) {
    exporter.shutdown(loops.nanoTime() + SECOND);
    loops.run();
    assertThat(exporter.isShutDown()).isTrue();
  }

  private static String json(ExportTraceServiceRequest request) {
    return DescribedJson.of(request);
  }

  @Test
  void writesALinePerRequest() throws Exception {
    Exporter exporter = started(config(Format.JSON, Compression.NONE, null));
    ExportTraceServiceRequest one = Fixtures.request(2, 1);
    ExportTraceServiceRequest two = Fixtures.request(1, 9);
    write(exporter, one);
    write(exporter, two);
    assertThat(Files.readAllLines(path())).containsExactly(json(one), json(two));
    stop(exporter);
  }

  @Test
  void writesCountedBytes() throws Exception {
    Exporter exporter = started(config(Format.PROTO, Compression.NONE, null));
    ExportTraceServiceRequest request = Fixtures.request(2, 1);
    write(exporter, request);
    stop(exporter);
    assertThat(Records.counted(path())).containsExactly(request.toByteArray());
  }

  @Test
  void compressesEachRecord() throws Exception {
    for (Format format : Format.values()) {
      Exporter exporter = started(config(format, Compression.ZSTD, null));
      ExportTraceServiceRequest request = Fixtures.request(50, 1);
      write(exporter, request);
      write(exporter, request);
      stop(exporter);
      byte[] plain =
          format == Format.PROTO
              ? request.toByteArray()
              : json(request).getBytes(StandardCharsets.UTF_8);
      List<byte[]> records = Records.counted(path());
      assertThat(records).hasSize(2);
      assertThat(records).allSatisfy(r -> assertThat(Zstd.decompress(r, 1 << 20)).isEqualTo(plain));
    }
  }

  @Test
  void beginsAnewUnlessToldToAppend() throws Exception {
    Files.writeString(path(), "before\n");
    stop(started(Configs.of(path().toString(), Format.JSON, Compression.NONE, true, null)));
    assertThat(path()).hasContent("before\n");
    stop(started(config(Format.JSON, Compression.NONE, null)));
    assertThat(path()).isEmptyFile();
  }

  @Test
  void saysAtStartWhatCannotWork() throws Exception {
    String nowhere = directory.resolve("no/such/spans").toString();
    assertThatThrownBy(
            () -> started(Configs.of(nowhere, Format.JSON, Compression.NONE, false, null)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("its directory isn't there")
        .hasMessageContaining("exporters::file::path");
    assertThatThrownBy(
            () ->
                started(
                    Configs.of(directory.toString(), Format.JSON, Compression.NONE, false, null)))
        .hasMessageContaining("is a directory");
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(
            () -> started(Configs.of(file + "/x", Format.JSON, Compression.NONE, false, null)))
        .isInstanceOf(StartException.class);
    assertThatThrownBy(() -> Configs.of("a\0b", Format.JSON, Compression.NONE, false, null))
        .isInstanceOf(InvalidConfigException.class);
  }

  @Test
  void twoWritersAreOneTooMany() throws Exception {
    FileExporterConfig config = config(Format.JSON, Compression.NONE, null);
    Exporter first = started(config);
    Exporter second = new FileExporterFactory().create(settings(), config);
    assertThatThrownBy(second::start).hasMessageContaining("somebody else writes to it");
    stop(first);
    second.start();
    stop(second);
  }

  @Test
  void signalsShareTheFile() throws Exception {
    FileExporterConfig config = config(Format.JSON, Compression.NONE, null);
    Settings logs = settings(Signal.LOGS);
    Exporter ofTraces = started(config);
    Exporter ofLogs = factory.create(logs, config);
    ofLogs.start();
    stop(ofLogs);
    write(ofTraces, Fixtures.request(1, 1));
    stop(ofTraces);
    assertThat(Files.readAllLines(path())).hasSize(1);
  }

  /** A metric may have many data points, or none; what is counted is points. */
  @Test
  void everyDataPointCountsAndNoneIsLost() throws Exception {
    Settings metrics = settings(Signal.METRICS);
    Exporter exporter = factory.create(metrics, config(Format.JSON, Compression.NONE, null));
    exporter.start();
    Gauge points =
        Gauge.newBuilder()
            .addDataPoints(NumberDataPoint.newBuilder().setAsInt(1))
            .addDataPoints(NumberDataPoint.newBuilder().setAsDouble(2.5))
            .addDataPoints(NumberDataPoint.newBuilder().setTimeUnixNano(7))
            .build();
    ExportMetricsServiceRequest request =
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .addScopeMetrics(
                        ScopeMetrics.newBuilder()
                            .addMetrics(Metric.newBuilder().setName("m").setGauge(points))
                            .addMetrics(Metric.newBuilder().setName("empty"))))
            .build();
    SpanBatch batch = Fixtures.batch(metrics, request);
    int rows = batch.size();
    assertThat(batch.items()).isEqualTo(3);
    assertThat(exporter.reserve(rows, request.getSerializedSize())).isTrue();
    exporter.commit(batch, rows, request.getSerializedSize(), new RecordingReceipt(true));
    loops.run();
    stop(exporter);
    assertThat(Files.readString(path())).isEqualTo(DescribedJson.of(request) + "\n");
    LedgerAccount account =
        metrics.telemetry().ledger().account("exporter:file:metrics", "exporter");
    assertThat(account.spans(Term.KEPT)).isEqualTo(3);
    assertThat(account.spans(Term.REJECTED)).isZero();
  }

  @Test
  void beginsANewFileWhenOneIsFull() throws Exception {
    RotationConfig rotation = new RotationConfig(1, 0, 2, false);
    Path foreign = Files.createFile(directory.resolve("spans-2020.out"));
    Exporter exporter = started(config(Format.PROTO, Compression.NONE, rotation));
    ExportTraceServiceRequest request = Fixtures.request(9_000, 1);
    for (int i = 0; i < 12; i++) {
      write(exporter, request);
    }
    stop(exporter);
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(f -> !f.equals(foreign)).sorted().toList();
    }
    assertThat(files).hasSize(3).contains(path());
    assertThat(files.get(0).getFileName().toString())
        .matches("spans-2025-10-09T\\d\\d-\\d\\d-\\d\\d\\.\\d{3}\\.out");
    for (Path file : files) {
      assertThat(file).matches(f -> f.toFile().length() <= 1 << 20);
      assertThat(Records.counted(file)).isNotEmpty().allSatisfy(r -> assertThat(r).isNotEmpty());
    }
    assertThat(foreign).exists();
  }

  @Test
  void forgetsOldFiles() throws Exception {
    Path old = Files.createFile(directory.resolve("spans-2025-10-01T00-00-00.000.out"));
    Path young = Files.createFile(directory.resolve("spans-2025-10-09T00-00-00.000.out"));
    stop(started(config(Format.JSON, Compression.NONE, new RotationConfig(1, 3, 0, false))));
    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void noticesThatItsFileIsGone() throws Exception {
    Exporter exporter = started(config(Format.JSON, Compression.NONE, null));
    write(exporter, Fixtures.request(1, 1));
    Path moved = Files.move(path(), directory.resolve("moved"));
    loops.advance(2 * SECOND);
    write(exporter, Fixtures.request(1, 2));
    stop(exporter);
    assertThat(Files.readAllLines(moved)).hasSize(1);
    assertThat(Files.readAllLines(path())).hasSize(1);
  }

  @Test
  void makesItsDirectoryWhenAsked() throws Exception {
    Path deep = directory.resolve("a/b/spans");
    FileExporterConfig d = config(Format.JSON, Compression.NONE, null);
    stop(
        started(
            new FileExporterConfig(
                deep.toString(),
                d.format(),
                d.compression(),
                d.compressionParams(),
                false,
                true,
                d.flushInterval(),
                null,
                d.sendingQueue(),
                d.retryOnFailure())));
    assertThat(deep).isEmptyFile();
  }

  @Test
  void addsToWhatAnotherProcessLeft() throws Exception {
    Files.writeString(path(), "before\n", StandardOpenOption.CREATE);
    Exporter exporter =
        started(config(Format.JSON, Compression.NONE, new RotationConfig(1, 0, 0, false)));
    write(exporter, Fixtures.request(1, 1));
    stop(exporter);
    assertThat(Files.readAllLines(path())).hasSize(2).startsWith("before");
  }
}
