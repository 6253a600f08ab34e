package io.spanweir.config;

import io.spanweir.core.component.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Component types of the OpenTelemetry Collector's core and contrib distributions, by their old and
 * new names, so that one that isn't there is told from one that is misspelled, and with what comes
 * nearest to it. Each line holds types and what to do instead of them; of several ways ({@code |})
 * the first holds whose components are in the catalog.
 */
final class CollectorTypes {
  private static final String RECEIVERS =
      """
      jaeger: let clients send OTLP to the otlp receiver; newer Jaeger clients do
      zipkin: let clients send OTLP to the otlp receiver
      opencensus sapm skywalking stef otelarrow solace awsxray datadog faro: let a Collector before this one turn it into OTLP, for the otlp receiver
      kafka: let producers, or a Collector with its kafka receiver, send OTLP to the otlp receiver
      pulsar rabbitmq googlecloudpubsub azureeventhub awss3 awsfirehose azureblob: let a Collector before this one read it and send OTLP to the otlp receiver
      otlpjsonfile otlp_json_file file: post the lines of the file to the otlp receiver over HTTP
      nop: leave it out; a pipeline needs one receiver, such as the otlp receiver
      filelog file_log syslog tcplog udplog journald fluentforward windowseventlog splunk_hec loki libhoney webhookevent namedpipe k8s_events k8s_objects k8sobjects cloudflare awscloudwatch: let a Collector collect logs and send OTLP to the otlp receiver
      pprof yanggrpc receiver_creator: leave it to a Collector
      prometheus prometheus_simple simpleprometheus prometheusremotewrite hostmetrics host_metrics kubeletstats k8s_cluster docker_stats statsd carbon collectd influxdb wavefront signalfx: let a Collector collect metrics and send OTLP to the otlp receiver
      active_directory_ds aerospike apache apachespark awscontainerinsightreceiver awsecscontainermetrics azuremonitor bigip chrony cloudfoundry couchdb elasticsearch filestats flinkmetrics github gitlab googlecloudspanner haproxy httpcheck huaweicloudces iis jmx kafkametrics memcached mongodb mongodbatlas mysql netflow nginx nsxt ntp oracledb osquery podman_stats postgresql purefa purefb redis redfish riak saphana snmp snowflake splunkenterprise sqlquery sqlserver sshcheck systemd tcpcheck tlscheck vcenter windowsperfcounters windowsservice zookeeper: let a Collector collect it and send OTLP to the otlp receiver
      """;
  private static final String PROCESSORS =
      """
      groupbytrace: leave it out; tail_sampling groups spans by trace itself, and hands on whole traces
      queue_batch queuebatch: use the batch processor, and sending_queue of the exporter
      adaptive_tail_sampling dynamic_sampling: rewrite its rules as policies of the tail_sampling processor
      transform: the attributes processor, the resource processor and the filter processor cover the usual statements; else let a Collector after this one transform kept traces
      redaction: the attributes processor deletes or hashes attributes by key and by pattern | let a Collector after this one redact kept traces
      span: let the SDK name spans; the attributes processor extracts attributes | let the SDK name spans, or a Collector after this one
      k8sattributes k8s_attributes: let an agent on each node add them before it sends here, where the sender's address is still known
      resourcedetection resource_detection: let the SDK or an agent detect it; the resource processor sets what is fixed | let the SDK or an agent detect it
      geoip dns_lookup: let a Collector after this one look it up, for kept traces only
      groupbyattrs: leave it out; spans are sent on as they came
      schema coralogix sumologic datadog unroll isolationforest logstruct: let a Collector before or after this one do it
      routing: give each pipeline its own policies
      remotetap remote_tap: the debug exporter prints what comes out of a pipeline
      nop: leave it out
      cumulativetodelta deltatocumulative deltatorate interval metricsgeneration metricstarttime metricstransform: metrics pass through unchanged; let a Collector change them
      logdedup log_dedup logstransform: logs pass through unchanged; let a Collector change them
      """;
  private static final String EXPORTERS =
      """
      logging: use the debug exporter
      jaeger: use the otlp exporter; Jaeger takes OTLP on 4317
      zipkin: use the otlp_http exporter if the backend takes OTLP, or a Collector between | use the otlp exporter if the backend takes OTLP, or a Collector between
      kafka: use the otlp exporter to a Collector with its kafka exporter
      pulsar rabbitmq awskinesis awss3 azureblob google_cloud_storage: use the otlp exporter to a Collector that writes there
      loadbalancing load_balancing: send whole traces to one instance; several need a Collector with its load_balancing exporter before them
      prometheus prometheusremotewrite googlemanagedprometheus: metrics are sent as OTLP, which Prometheus takes over HTTP: use the otlp_http exporter | own metrics are on the Prometheus page; others are sent as OTLP
      loki elasticsearch opensearch clickhouse cassandra doris influxdb splunk_hec syslog: use the otlp exporter, as the backend takes OTLP or a Collector between writes there
      otelarrow opencensus sapm stef carbon wavefront signalfx: use the otlp exporter
      alertmanager alibabacloud_logservice awscloudwatchlogs awsemf awsxray azuredataexplorer azuremonitor bmchelix coralogix datadog dataset faro googlecloud googlecloudpubsub honeycombmarker logicmonitor logzio mezmo sematext sentry sumologic tencentcloud_logservice tinybird topic_lag: use the otlp exporter, to the backend's OTLP address or to a Collector that has this one
      """;
  private static final String CONNECTORS =
      """
      servicegraph service_graph: let a Collector before this one build it from all spans; the span_metrics connector counts calls | let a Collector before this one build it from all spans
      forward: list the exporters in both pipelines
      routing failover roundrobin: list the exporters in the pipeline; each gets everything
      count exceptions slowsql sum signaltometrics signal_to_metrics: the span_metrics connector counts calls, errors, durations and events | let a Collector before this one count
      datadog grafanacloud: the span_metrics connector counts calls, errors and durations | let a Collector before this one count
      metricsaslogs otlpjson: let a Collector do it
      """;
  private static final String EXTENSIONS =
      """
      healthcheckv2: use the health_check extension
      memory_limiter: use the memory_limiter processor; receivers refuse before they read | buffer_bytes of tail_sampling bounds memory
      memory_ballast: leave it out; there is no such heap to hold down
      pprof: leave it out; the Java virtual machine has jcmd and its Flight Recorder
      zpages: leave it out; own metrics are on the Prometheus page
      file_storage db_storage redis_storage: leave it out, with the storage of queues; what waits is held in memory
      pebble_tail_storage: leave it out; spans that wait are held off the heap, buffer_bytes of tail_sampling bounds them
      oauth2client: the bearertokenauth extension reads a token from a file that something else renews | let a proxy add tokens
      oidc: let a proxy check tokens, or the bearertokenauth extension with a list of them | let a proxy check tokens
      asapclient azureauth googleclientauth sigv4auth: let a proxy sign what is sent
      ack opamp remotetap k8slogeventsextension jaegerremotesampling http_forwarder awsproxy: leave it to a Collector
      cgroupruntime: leave it out; the launcher reads the container's limits
      docker_observer ecs_observer ecs_task_observer host_observer k8s_observer cfgardenobserver kafkatopics_observer k8s_leader_elector: leave it out; nothing here observes
      encoding otlp_encoding jaeger_encoding zipkin_encoding skywalking_encoding json_log_encoding text_encoding google_cloud_logentry_encoding: leave it out; everything is OTLP
      datadog solarwindsapmsettings sumologic: leave it to a Collector
      """;

  private static final Map<Kind, Map<String, String>> WAYS =
      Map.of(
          Kind.RECEIVER, ways(RECEIVERS),
          Kind.PROCESSOR, ways(PROCESSORS),
          Kind.EXPORTER, ways(EXPORTERS),
          Kind.CONNECTOR, ways(CONNECTORS),
          Kind.EXTENSION, ways(EXTENSIONS));
  private static final Pattern COMPONENT =
      Pattern.compile("\\bthe ([a-z_0-9]+) (receiver|processor|exporter|connector|extension)\\b");

  private CollectorTypes() {}

  private static Map<String, String> ways(String lines) {
    Map<String, String> ways = new HashMap<>();
    for (String line : lines.split("\n", -1)) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        for (String type : line.substring(0, colon).split(" ", -1)) {
          ways.put(type, line.substring(colon + 2));
        }
      }
    }
    return ways;
  }

  /**
   * What to do instead of a type of the Collector.
   *
   * @return null if the Collector has no such type
   */
  static @Nullable String hint(Kind kind, String type, Catalog catalog) {
    String ways = WAYS.getOrDefault(kind, Map.of()).get(type);
    if (ways == null) {
      return null;
    }
    for (String way : ways.split(" \\| ", -1)) {
      if (isThere(way, catalog)) {
        return way;
      }
    }
    return "";
  }

  /** Whether every component that a way leads to is in the catalog. */
  private static boolean isThere(String way, Catalog catalog) {
    Matcher components = COMPONENT.matcher(way);
    while (components.find()) {
      String noun = components.group(2);
      for (Kind kind : Kind.values()) {
        if (Words.lower(kind.name()).equals(noun)
            && catalog.find(kind, components.group(1)).isEmpty()) {
          return false;
        }
      }
    }
    return true;
  }
}
