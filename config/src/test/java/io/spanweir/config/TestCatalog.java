package io.spanweir.config;

import io.spanweir.core.component.BodyOptional;
import io.spanweir.core.component.ComponentFactory;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Required;
import io.spanweir.core.component.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Components in the shape of real ones: every kind of key that a record can have is in here. */
final class TestCatalog {
  static final Catalog CATALOG =
      Catalog.of(
          List.of(
              new Factory<>(Kind.RECEIVER, "otlp", List.of(), OtlpReceiver.DEFAULT),
              new Factory<>(Kind.PROCESSOR, "tail_sampling", List.of(), TailSampling.DEFAULT),
              new Factory<>(Kind.PROCESSOR, "batch", List.of(), Batch.DEFAULT),
              new Factory<>(Kind.EXPORTER, "otlp_grpc", List.of("otlp"), OtlpExporter.DEFAULT),
              new Factory<>(Kind.EXPORTER, "debug", List.of(), new Debug(Verbosity.NORMAL)),
              new Factory<>(Kind.EXTENSION, "lamp", List.of(), new Lamp(true))));

  private TestCatalog() {}

  record Factory<C extends Record>(Kind kind, String type, List<String> aliases, C defaultConfig)
      implements ComponentFactory<C> {
    @Override
    @SuppressWarnings("unchecked")
    public Class<C> configType() {
      return (Class<C>) defaultConfig.getClass();
    }
  }

  @Description("Takes spans in.")
  record OtlpReceiver(
      @Required @Description("The doors that are open.") Protocols protocols,
      @Description("Spans that one request may have.") int maxSpansPerRequest) {
    static final OtlpReceiver DEFAULT = new OtlpReceiver(new Protocols(null, null), 1_000_000);
  }

  @Description("Doors; naming one opens it.")
  record Protocols(
      @Description("OTLP over gRPC.") @BodyOptional @Nullable Door grpc,
      @Description("OTLP over HTTP.") @BodyOptional @Nullable Door http) {}

  @NotYet({"tls: let a proxy end TLS", "middlewares"})
  @Description("A door.")
  record Door(
      @Description("host:port.") String endpoint,
      @Description("Largest message in MiB.") int maxRecvMsgSizeMib,
      @Description("Largest body.") io.spanweir.core.component.ByteSize maxRequestBodySize) {
    Door {
      if (!endpoint.contains(":")) {
        throw new InvalidConfigException(
            "endpoint", Words.quote(endpoint) + " has no port", "host:port");
      }
    }

    public static Door defaults() {
      return new Door("localhost:4317", 4, io.spanweir.core.component.ByteSize.ofMiB(20));
    }
  }

  enum Overflow {
    REFUSE,
    EVICT_OLDEST
  }

  @NotYet("tail_storage: spans are held in memory")
  @Differs(
      value = "num_traces: is a bound",
      unset = "decision_cache: is off there",
      whole = "holds whole traces")
  @Description("Keeps whole traces.")
  record TailSampling(
      @Description("How long a trace waits.") Duration decisionWait,
      @Description("Traces held at most.") @Nullable Long numTraces,
      @Description("A hint.") long expectedNewTracesPerSec,
      @Description("Late spans.") DecisionCache decisionCache,
      @Description("Memory for spans.") io.spanweir.core.component.@Nullable ByteSize bufferBytes,
      @Description("When it is full.") Overflow overflow,
      @Required @Description("What to keep.") List<Policy> policies) {
    static final TailSampling DEFAULT =
        new TailSampling(
            Duration.ofSeconds(30),
            null,
            0,
            new DecisionCache(100, 1000),
            null,
            Overflow.REFUSE,
            List.of());

    TailSampling {
      for (int i = 0; i < policies.size(); i++) {
        for (int j = 0; j < i; j++) {
          if (policies.get(i).name().equals(policies.get(j).name())) {
            throw new InvalidConfigException(
                "policies." + i + ".name", "names a second policy", "a name of its own");
          }
        }
      }
    }
  }

  @Description("Remembered decisions.")
  record DecisionCache(
      @Description("Kept.") long sampledCacheSize,
      @Description("Dropped.") long nonSampledCacheSize) {
    DecisionCache {
      if (sampledCacheSize < 0 || nonSampledCacheSize < 0) {
        throw new IllegalArgumentException("a cache can't have a negative size");
      }
    }
  }

  @Description("A policy.")
  record Policy(
      @Required @Description("What it is called.") String name,
      @Description("What it is.") PolicySpec policy) {}

  @Description("Puts spans together.")
  record Batch(
      @Description("Spans in a batch.") int sendBatchSize,
      @Description("The longest wait.") Duration timeout) {
    static final Batch DEFAULT = new Batch(8192, Duration.ofMillis(200));
  }

  @Description("Sends spans.")
  record OtlpExporter(
      @Required @Description("Where to.") String endpoint,
      @Description("How it is packed.") Compression compression,
      @Description("Headers of every request.") Map<String, Secret> headers,
      @Description("The connection.") Tls tls,
      @Description("Attempts.") Retry retryOnFailure) {
    static final OtlpExporter DEFAULT =
        new OtlpExporter(
            "", Compression.GZIP, Map.of(), new Tls(false, null), new Retry(true, 0.5));
  }

  enum Compression {
    NONE("none"),
    GZIP("gzip");

    private final String key;

    Compression(String key) {
      this.key = key;
    }

    String key() {
      return key;
    }
  }

  @Description("TLS of a client.")
  record Tls(
      @Description("Without TLS.") boolean insecure,
      @Description("Whom to trust.") @Nullable String caFile) {}

  @Description("Attempts.")
  record Retry(
      @Description("Whether.") boolean enabled, @Description("Randomness.") double factor) {
    Retry {
      if (factor < 0 || factor > 1) {
        throw new InvalidConfigException("factor", "is " + factor, "0 to 1");
      }
    }
  }

  enum Verbosity {
    BASIC,
    NORMAL,
    DETAILED
  }

  @Description("Prints spans.")
  record Debug(@Description("How much.") Verbosity verbosity) {}

  @Description("Is on or off.")
  record Lamp(@Description("Whether it is on.") boolean lit) {}
}
