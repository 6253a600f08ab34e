package io.spanweir.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of loading a configuration.
 *
 * @param config null if there are errors
 * @param problems all of them, errors and warnings, in the order of the text
 */
public record LoadedConfig(@Nullable CollectorConfig config, List<Problem> problems) {}
