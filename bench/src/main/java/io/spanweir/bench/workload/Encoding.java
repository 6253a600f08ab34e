package io.spanweir.bench.workload;

import java.util.Locale;

/** What a message is written in, and where senders of it send it. */
public enum Encoding {
  PROTOBUF(Transport.HTTP, "/v1/traces", "application/x-protobuf"),
  JSON(Transport.HTTP, "/v1/traces", "application/json"),
  ZIPKIN_JSON(Transport.HTTP, "/api/v2/spans", "application/json"),
  ZIPKIN_THRIFT(Transport.HTTP, "/api/v1/spans", "application/x-thrift"),
  JAEGER_COMPACT(Transport.UDP, "", ""),
  SCRIBE(Transport.SCRIBE, "", "");

  private final Transport transport;
  private final String path;
  private final String contentType;

  Encoding(Transport transport, String path, String contentType) {
    this.transport = transport;
    this.path = path;
    this.contentType = contentType;
  }

  /** Returns how it travels; protobuf over gRPC too. */
  public Transport transport() {
    return transport;
  }

  String path() {
    return path;
  }

  String contentType() {
    return contentType;
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Encodes the message of a number, see {@link RequestTemplate}. */
  MessageTemplate template(Shape shape, int number) {
    return switch (this) {
      case PROTOBUF -> new RequestTemplate(shape, number);
      case JSON -> new JsonTemplate(new RequestTemplate(shape, number));
      case ZIPKIN_JSON -> new ZipkinJsonTemplate(shape, number);
      case ZIPKIN_THRIFT -> ZipkinThriftTemplate.list(shape, number);
      case JAEGER_COMPACT -> new JaegerTemplate(shape, number);
      case SCRIBE -> new ScribeTemplate(shape, number);
    };
  }
}
