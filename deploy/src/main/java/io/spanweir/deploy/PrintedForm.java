package io.spanweir.deploy;

import io.spanweir.config.CollectorConfig;
import io.spanweir.config.ConfigPrinter;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of {@code print-config}, by the names that the Collector's has. */
final class PrintedForm {
  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  private boolean json;

  PrintedForm() {
    // Set by the library before any option is.
    command = CommandSpec.create();
  }

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "redacted, as it is in any case: secrets are never printed.")
  void mode(String mode) {
    if (!mode.equalsIgnoreCase("redacted")) {
      throw refused(
          mode.equalsIgnoreCase("unredacted")
              ? "--mode unredacted is not there: secrets are never printed"
              : "--mode is redacted, not " + mode);
    }
  }

  @Option(names = "--format", paramLabel = "FORMAT", description = "yaml, or json.")
  void format(String format) {
    json =
        switch (format.toLowerCase(Locale.ROOT)) {
          case "yaml" -> false;
          case "json" -> true;
          default -> throw refused("--format is yaml or json, not " + format);
        };
  }

  @Option(
      names = "--validate",
      arity = "0..1",
      fallbackValue = "true",
      description = "true, as it is in any case: what has mistakes has no values to print.")
  void validate(boolean validate) {
    if (!validate) {
      throw refused("--validate=false is not there: what has mistakes has no values to print");
    }
  }

  private ParameterException refused(String problem) {
    return new ParameterException(command.commandLine(), problem);
  }

  /** The configuration in the form that was asked for. */
  String of(CollectorConfig config) {
    return json ? ConfigPrinter.printJson(config) : ConfigPrinter.print(config);
  }
}
