package io.spanweir.receiver.jaeger;

import io.spanweir.core.component.Announced;
import io.spanweir.core.component.BodyOptional;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Required;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configuration of the {@code jaeger} receiver; keys of the OpenTelemetry Collector. */
@Differs(
    value = {
      "remote_sampling: has no effect, as there; every client that asks is told to send all, and"
          + " policies of tail_sampling decide what is kept"
    },
    whole = {
      "a tag error that is a text other than false is an error too, and the debug flag stays, as"
          + " attribute jaeger.debug; the Collector loses both",
      "clients that ask how much to sample are told: all"
    })
@Description("Takes spans in from Jaeger's clients and agents: UDP, HTTP, gRPC")
public record JaegerReceiverConfig(
    @Required @Description("The doors that are open; at least one") Protocols protocols,
    @Description("Accepted for compatibility") @Nullable RemoteSamplingConfig remoteSampling)
    implements Announced {
  /** What holds where the file says nothing: no door is open until it is named. */
  public static final JaegerReceiverConfig DEFAULT =
      new JaegerReceiverConfig(new Protocols(null, null, null, null, null), null);

  @Override
  public List<String> announcement(Limits limits) {
    List<String> lines = new ArrayList<>();
    GrpcConfig grpc = protocols.grpc();
    if (grpc != null) {
      lines.add(
          "Jaeger/gRPC  " + grpc.listen().shown() + (grpc.door().tls() == null ? "" : ", TLS"));
    }
    HttpConfig http = protocols.thriftHttp();
    if (http != null) {
      String scheme = http.door().tls() == null ? "http://" : "https://";
      lines.add("Jaeger/HTTP  " + scheme + http.listen().shown() + JaegerReceiver.TRACES_PATH);
    }
    UdpConfig compact = protocols.thriftCompact();
    if (compact != null) {
      lines.add("Jaeger/UDP   " + compact.listen(UdpConfig.COMPACT_PORT).shown() + " compact");
    }
    UdpConfig binary = protocols.thriftBinary();
    if (binary != null) {
      lines.add("Jaeger/UDP   " + binary.listen(UdpConfig.BINARY_PORT).shown() + " binary");
    }
    SamplingConfig sampling = protocols.samplingHttp();
    if (sampling != null) {
      lines.add("Jaeger sampling  http://" + sampling.listen().shown() + "/sampling");
    }
    return lines;
  }

  /** A door is open when its key is there, with or without a body. */
  @NotYet("remote_sampling=absent: it stands beside protocols, where it has no effect")
  @Description("The doors of the jaeger receiver; naming one opens it")
  public record Protocols(
      @Description("Jaeger over gRPC") @BodyOptional @Nullable GrpcConfig grpc,
      @Description("Thrift over HTTP") @BodyOptional @Nullable HttpConfig thriftHttp,
      @Description("Thrift over UDP, compact: what most clients send") @BodyOptional
          @Nullable UdpConfig thriftCompact,
      @Description("Thrift over UDP, binary: jaeger-client-node") @BodyOptional
          @Nullable UdpConfig thriftBinary,
      @Description("Answers for clients that ask how much to sample") @BodyOptional
          @Nullable SamplingConfig samplingHttp) {

    boolean none() {
      return grpc == null && thriftHttp == null && thriftCompact == null && thriftBinary == null;
    }
  }
}
