package io.spanweir.config;

import io.spanweir.core.component.Kind;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Component types of the OpenTelemetry Collector's core and contrib distributions, by their old and
 * new names (reference otel-collector, renames of 2026), so that one that isn't there is told from
 * one that is misspelled.
 */
final class CollectorTypes {
  private static final Map<Kind, String> TYPES =
      Map.of(
          Kind.RECEIVER,
          "active_directory_ds aerospike apache apachespark awscloudwatch"
              + " awscontainerinsightreceiver awsecscontainermetrics awsfirehose awss3 awsxray"
              + " azureblob azureeventhub azuremonitor bigip carbon chrony cloudflare cloudfoundry"
              + " collectd couchdb datadog docker_stats elasticsearch faro file_log filelog"
              + " filestats flinkmetrics fluentforward github gitlab googlecloudpubsub"
              + " googlecloudspanner haproxy host_metrics hostmetrics httpcheck huaweicloudces iis"
              + " influxdb jaeger jmx journald k8s_cluster k8s_events k8s_objects k8sobjects kafka"
              + " kafkametrics kubeletstats libhoney loki memcached mongodb mongodbatlas mysql"
              + " namedpipe netflow nginx nop nsxt ntp opencensus oracledb osquery otelarrow otlp"
              + " otlpjsonfile podman_stats postgresql pprof prometheus prometheus_simple"
              + " prometheusremotewrite pulsar purefa purefb rabbitmq receiver_creator redis"
              + " redfish riak saphana sapm signalfx simpleprometheus skywalking snmp snowflake"
              + " solace splunk_hec splunkenterprise sqlquery sqlserver sshcheck statsd stef"
              + " syslog systemd tcpcheck tcplog tlscheck udplog vcenter wavefront webhookevent"
              + " windowseventlog windowsperfcounters windowsservice yanggrpc zipkin zookeeper",
          Kind.PROCESSOR,
          "adaptive_tail_sampling attributes batch coralogix cumulativetodelta datadog"
              + " deltatocumulative deltatorate dns_lookup dynamic_sampling filter geoip"
              + " groupbyattrs groupbytrace interval isolationforest k8s_attributes k8sattributes"
              + " log_dedup logdedup logstransform logstruct memory_limiter metricsgeneration"
              + " metricstarttime metricstransform nop probabilistic_sampler queue_batch"
              + " queuebatch redaction remote_tap remotetap resource resource_detection"
              + " resourcedetection routing schema span sumologic tail_sampling transform unroll",
          Kind.EXPORTER,
          "alertmanager alibabacloud_logservice awscloudwatchlogs awsemf awskinesis awss3"
              + " awsxray azureblob azuredataexplorer azuremonitor bmchelix carbon cassandra"
              + " clickhouse coralogix datadog dataset debug doris elasticsearch faro file"
              + " google_cloud_storage googlecloud googlecloudpubsub"
              + " googlemanagedprometheus honeycombmarker influxdb jaeger kafka"
              + " load_balancing loadbalancing logging logicmonitor logzio loki mezmo nop"
              + " opencensus opensearch otelarrow otlp otlp_grpc otlp_http otlphttp prometheus"
              + " prometheusremotewrite pulsar rabbitmq sapm sematext sentry signalfx splunk_hec"
              + " stef sumologic syslog tencentcloud_logservice tinybird topic_lag wavefront"
              + " zipkin",
          Kind.CONNECTOR,
          "count datadog exceptions failover forward grafanacloud metricsaslogs otlpjson"
              + " roundrobin routing service_graph servicegraph signal_to_metrics"
              + " signaltometrics slowsql span_metrics spanmetrics sum",
          Kind.EXTENSION,
          "ack asapclient awsproxy azureauth basicauth basic_auth bearertokenauth"
              + " bearer_token_auth cfgardenobserver cgroupruntime datadog db_storage"
              + " docker_observer ecs_observer ecs_task_observer encoding file_storage"
              + " google_cloud_logentry_encoding googleclientauth headers_setter health_check"
              + " healthcheckv2 host_observer http_forwarder jaeger_encoding"
              + " jaegerremotesampling json_log_encoding k8s_leader_elector k8s_observer"
              + " k8slogeventsextension kafkatopics_observer memory_ballast memory_limiter oauth2client"
              + " oidc opamp otlp_encoding pebble_tail_storage pprof redis_storage remotetap sigv4auth"
              + " skywalking_encoding solarwindsapmsettings sumologic text_encoding"
              + " zipkin_encoding zpages");

  private static final Map<Kind, Map<String, String>> HINTS =
      Map.of(
          Kind.RECEIVER,
          Map.of(
              "zipkin", "send OTLP to the otlp receiver",
              "jaeger", "send OTLP to the otlp receiver",
              "kafka", "send OTLP to the otlp receiver",
              "prometheus", "only traces are taken",
              "hostmetrics", "only traces are taken",
              "host_metrics", "only traces are taken",
              "filelog", "only traces are taken",
              "file_log", "only traces are taken",
              "nop", "leave it out"),
          Kind.PROCESSOR,
          Map.of(
              "memory_limiter", "buffer_bytes of tail_sampling bounds memory",
              "filter", "a drop policy of tail_sampling drops whole traces",
              "probabilistic_sampler", "tail_sampling has a probabilistic policy",
              "groupbytrace", "tail_sampling hands on whole traces",
              "queue_batch", "use batch"),
          Kind.EXPORTER,
          Map.of(
              "otlphttp", "the otlp exporter sends over gRPC",
              "otlp_http", "the otlp exporter sends over gRPC",
              "kafka", "the otlp exporter sends over gRPC",
              "zipkin", "the otlp exporter sends over gRPC",
              "file", "the debug exporter prints",
              "logging", "the debug exporter prints",
              "prometheus", "only traces are exported"),
          Kind.EXTENSION,
          Map.of(
              "health_check", "the process listens once it is up",
              "memory_limiter", "buffer_bytes of tail_sampling bounds memory",
              "zpages", "own metrics are on the Prometheus page"));

  /** By kind and type, what to do instead; empty where there is nothing to say. */
  static final Map<Kind, Map<String, String>> NOT_YET = notYet();

  private CollectorTypes() {}

  private static Map<Kind, Map<String, String>> notYet() {
    Map<Kind, Map<String, String>> notYet = new EnumMap<>(Kind.class);
    TYPES.forEach(
        (kind, types) -> {
          Map<String, String> hints = new LinkedHashMap<>();
          for (String type : types.split(" ")) {
            hints.put(type, HINTS.getOrDefault(kind, Map.of()).getOrDefault(type, ""));
          }
          notYet.put(kind, hints);
        });
    return notYet;
  }
}
