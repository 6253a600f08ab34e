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
   * those away.
   */
  static ResourceAttributes of(Map<String, String> configured, ConstantLabels constantLabels) {
    Map<String, String> attributes = new TreeMap<>();
    attributes.put("service.name", "spanweir");
    attributes.put("service.version", Version.text());
    attributes.put("service.instance.id", UUID.randomUUID().toString());
    attributes.putAll(configured);
    StringBuilder all = new StringBuilder();
    StringBuilder constant = new StringBuilder();
    attributes.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            add(all, name, value);
            if (constantLabels.has(name)) {
              add(constant, name, value);
            }
          }
        });
    return new ResourceAttributes(all.toString(), constant.toString());
  }

  private static void add(StringBuilder labels, String name, String value) {
    labels.append(labels.isEmpty() ? "" : ",");
    PageText.label(labels, MetricNames.label(name), value);
  }
}
