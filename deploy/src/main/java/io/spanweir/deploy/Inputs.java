package io.spanweir.deploy;

import io.spanweir.config.Catalog;
import io.spanweir.config.ConfigLoader;
import io.spanweir.config.ConfigSource;
import io.spanweir.config.LoadedConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a command line says about the configuration.
 *
 * @param configs what {@code --config} names, laid over each other from left to right
 * @param settings what {@code --set} sets, laid over all of them
 */
record Inputs(List<String> configs, List<String> settings, Map<String, String> environment) {
  private static final String CONFIG = "--config";
  private static final String SET = "--set";

  /**
   * Takes the arguments of a plain start: {@code run} or nothing, then {@code --config} and {@code
   * --set} any number of times.
   *
   * @return whether there was nothing else
   */
  boolean takeAll(List<String> args) {
    int first = !args.isEmpty() && args.get(0).equals("run") ? 1 : 0;
    for (int i = first; i < args.size(); i++) {
      String arg = args.get(i);
      List<String> values = arg.startsWith(SET) ? settings : configs;
      String option = values == settings ? SET : CONFIG;
      if (arg.startsWith(option + "=")) {
        values.add(arg.substring(option.length() + 1));
      } else if (arg.equals(option) && i + 1 < args.size() && !args.get(i + 1).startsWith("-")) {
        values.add(args.get(++i));
      } else {
        configs.clear();
        settings.clear();
        return false;
      }
    }
    return true;
  }

  /** Whether the built-in configuration is what there is. */
  boolean isBuiltIn() {
    return configs.isEmpty();
  }

  List<ConfigSource> sources() {
    List<ConfigSource> sources = new ArrayList<>();
    for (String config : configs) {
      sources.add(ConfigSource.option(config, sources.size() + 1, environment::get));
    }
    if (isBuiltIn()) {
      sources.add(DefaultConfig.source());
    }
    int before = sources.size();
    for (String setting : settings) {
      sources.add(ConfigSource.setting(setting, sources.size() - before + 1));
    }
    return sources;
  }

  LoadedConfig load() {
    return ConfigLoader.load(sources(), Catalog.of(Distribution.factories()), environment::get);
  }
}
