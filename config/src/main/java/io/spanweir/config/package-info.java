/**
 * YAML to the records that components own, and back to pages that describe them.
 *
 * <p>The way of a file: {@link io.spanweir.config.ConfigSource} gives text, {@code YamlReader}
 * makes nodes that know their place, {@code Merge} lays several sources over each other, {@code
 * Substitution} puts variables in, {@code Binder} fills records by their {@code Shape}, {@code
 * Sections} and {@code Pipelines} check what only the file as a whole can get wrong. Each stage
 * reports into one list of {@link io.spanweir.config.Problem}s and goes on, so that one run shows
 * every mistake.
 */
@NullMarked
package io.spanweir.config;

import org.jspecify.annotations.NullMarked;
