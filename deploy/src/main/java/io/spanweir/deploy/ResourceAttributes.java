package io.spanweir.deploy;

import io.spanweir.config.ServiceConfig.ConstantLabels;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What own metrics are of: who this process is, as labels of the Prometheus page.
 *
 * @param all every attribute, for {@code target_info}
 * @param constant those that every own metric has
 */
record ResourceAttributes(String all, String constant) {
  /**
   * The configured attributes beside those that every process has; an empty value takes one of
   * those away. Another instance each time.
   */
  static Map<String, String> attributes(Map<String, String> configured) {
    Map<String, String> attributes = new TreeMap<>();
    attributes.put("service.name", "spanweir");
    attributes.put("service.version", Version.text());
    attributes.put("service.instance.id", UUID.randomUUID().toString());
    attributes.putAll(configured);
    attributes.values().removeIf(String::isEmpty);
    return attributes;
  }

  /**
   * As labels of one page.
   *
   * @param attributes of the process
   */
  static ResourceAttributes of(Map<String, String> attributes, ConstantLabels constantLabels) {
    StringBuilder all = new StringBuilder();
    StringBuilder constant = new StringBuilder();
    attributes.forEach(
        (name, value) -> {
          add(all, name, value);
          if (constantLabels.has(name)) {
            add(constant, name, value);
          }
        });
    return new ResourceAttributes(all.toString(), constant.toString());
  }

  private static void add(StringBuilder labels, String name, String value) {
    labels.append(labels.isEmpty() ? "" : ",");
    PageText.label(labels, MetricNames.label(name), value);
  }
}
