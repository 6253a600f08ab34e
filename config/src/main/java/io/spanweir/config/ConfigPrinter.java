package io.spanweir.config;

import io.spanweir.core.component.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Writes a configuration as it is in effect: variables put in, defaults filled in, secrets masked.
 * But for its secrets it loads as the same configuration again.
 */
public final class ConfigPrinter {
  private static final DumpSettings SETTINGS =
      DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setWidth(100).build();

  private ConfigPrinter() {}

  /** YAML. */
  public static String print(CollectorConfig config) {
    return new Dump(SETTINGS).dumpToString(values(config));
  }

  /** The same values as JSON, which is YAML, too. */
  public static String printJson(CollectorConfig config) {
    return JsonText.of(values(config));
  }

  private static Object values(CollectorConfig config) {
    Map<String, Object> root = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      Map<String, Object> section = new LinkedHashMap<>();
      config
          .components()
          .getOrDefault(kind, Map.of())
          .forEach((id, component) -> section.put(id.toString(), Plain.of(component.config())));
      if (!section.isEmpty()) {
        root.put(kind.section(), section);
      }
    }
    root.put("service", Plain.of(config.service()));
    return escaped(root);
  }

  /** Keeps what looks like a variable from being one when it is read again. */
  private static Object escaped(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      map.forEach((key, v) -> entries.put(key, escaped(v)));
      return entries;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ConfigPrinter::escaped).collect(Collectors.toList());
    }
    return value instanceof String text ? text.replace("$", "$$") : value;
  }
}
