package io.spanweir.clients;

import io.spanweir.clients.Spanweir.Door;
import zipkin2.reporter.BytesMessageSender;
import zipkin2.reporter.Encoding;
import zipkin2.reporter.SpanBytesEncoder;
import zipkin2.reporter.amqp.RabbitMQSender;
import zipkin2.reporter.libthrift.LibthriftSender;
import zipkin2.reporter.okhttp3.OkHttpSender;
import zipkin2.reporter.urlconnection.URLConnectionSender;

/** Each sender of zipkin-reporter with each encoding that it takes. */
enum Way {
  URLCONNECTION_JSON_V1(Sender.URLCONNECTION, SpanBytesEncoder.JSON_V1),
  URLCONNECTION_JSON_V2(Sender.URLCONNECTION, SpanBytesEncoder.JSON_V2),
  URLCONNECTION_THRIFT(Sender.URLCONNECTION, SpanBytesEncoder.THRIFT),
  URLCONNECTION_PROTO3(Sender.URLCONNECTION, SpanBytesEncoder.PROTO3),
  OKHTTP_JSON_V1(Sender.OKHTTP, SpanBytesEncoder.JSON_V1),
  OKHTTP_JSON_V2(Sender.OKHTTP, SpanBytesEncoder.JSON_V2),
  OKHTTP_THRIFT(Sender.OKHTTP, SpanBytesEncoder.THRIFT),
  OKHTTP_PROTO3(Sender.OKHTTP, SpanBytesEncoder.PROTO3),
  RABBITMQ_JSON_V1(Sender.RABBITMQ, SpanBytesEncoder.JSON_V1),
  RABBITMQ_JSON_V2(Sender.RABBITMQ, SpanBytesEncoder.JSON_V2),
  RABBITMQ_THRIFT(Sender.RABBITMQ, SpanBytesEncoder.THRIFT),
  RABBITMQ_PROTO3(Sender.RABBITMQ, SpanBytesEncoder.PROTO3),
  SCRIBE_THRIFT(Sender.SCRIBE, SpanBytesEncoder.THRIFT);

  private final Sender sender;
  private final SpanBytesEncoder encoder;

  Way(Sender sender, SpanBytesEncoder encoder) {
    this.sender = sender;
    this.encoder = encoder;
  }

  SpanBytesEncoder encoder() {
    return encoder;
  }

  /** One that sends by this way, with the sender's own settings but for where to. */
  BytesMessageSender open(Spanweir spanweir, AmqpBroker broker) {
    Encoding encoding = encoder.encoding();
    boolean v1 = encoder == SpanBytesEncoder.JSON_V1 || encoder == SpanBytesEncoder.THRIFT;
    String url = spanweir.url(Door.ZIPKIN, v1 ? "/api/v1/spans" : "/api/v2/spans");
    return switch (sender) {
      case URLCONNECTION ->
          URLConnectionSender.newBuilder().endpoint(url).encoding(encoding).build();
      case OKHTTP -> OkHttpSender.newBuilder().endpoint(url).encoding(encoding).build();
      case RABBITMQ ->
          RabbitMQSender.newBuilder()
              .addresses("127.0.0.1:" + broker.port())
              .encoding(encoding)
              .build();
      case SCRIBE ->
          LibthriftSender.newBuilder().host("127.0.0.1").port(spanweir.port(Door.SCRIBE)).build();
    };
  }

  private enum Sender {
    URLCONNECTION,
    OKHTTP,
    RABBITMQ,
    SCRIBE
  }
}
