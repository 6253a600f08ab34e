package io.spanweir.bench;

import java.util.Locale;

/** What to measure: each names a load and the options it starts from. */
enum Scenario {
  /** Any load, from the options. */
  RUN,
  /** Workload W1 as fast as it is taken. */
  W1_SATURATED,
  /** Workload W1 at 50,000 spans a second. */
  W1_50K,
  /** Nothing is sent. */
  IDLE,
  /** W1 at 50,000 spans a second: 4 connections and 4 resources, then 2,000 and 500. */
  CONNECTIONS,
  /** W1 as fast as it is taken, over HTTP/1.1. */
  HTTP,
  /** W1 at 40,000 spans a second, gzipped beforehand. */
  GZIP_40K,
  /** The same over HTTP/1.1. */
  GZIP_HTTP_40K,
  /** W1 as fast as it is taken, over HTTP/1.1, in zstd. */
  ZSTD_HTTP,
  /** The same at 40,000 spans a second. */
  ZSTD_HTTP_40K,
  /** W1 as fast as it is taken, over HTTP/1.1, in JSON. */
  JSON,
  /** The same at 40,000 spans a second. */
  JSON_40K,
  /** W1 as fast as it is taken, in Zipkin's JSON v2. */
  ZIPKIN_JSON,
  /** W1 as fast as it is taken, in Zipkin's v1 Thrift. */
  ZIPKIN_THRIFT,
  /** W1 at 500,000 spans a second, in Jaeger's datagrams. */
  JAEGER_UDP,
  /** One to three spans a request in Zipkin's v1 Thrift, half of them on new connections. */
  W2,
  /** W1 as fast as it is taken, over 500 connections of Scribe. */
  SCRIBE,
  /** W1 at 50,000 spans a second with traces held for 2, 10 and 30 s. */
  RSS_SLOPE,
  /** Twice and ten times what the buffer holds. */
  OVERLOAD,
  /** From starting the process to listening. */
  STARTUP,
  /** A server that reads and forgets, as the system under test. */
  FLOOR,
  /** What each policy and processor added to W1 costs, inside this program. */
  POLICIES,
  /** Ten thousand to ten million open traces of one span, inside this program. */
  OPEN_TRACES,
  /** A store of traces: filled, asked when cold, asked while it is filled, filled up. */
  STORE;

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
