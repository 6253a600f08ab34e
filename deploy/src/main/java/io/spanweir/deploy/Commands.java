package io.spanweir.deploy;

import io.spanweir.config.AdminConfig;
import io.spanweir.config.Catalog;
import io.spanweir.config.CollectorConfig;
import io.spanweir.config.ComponentsPrinter;
import io.spanweir.config.Differences;
import io.spanweir.config.Migration;
import io.spanweir.config.SchemaPrinter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** The commands and their options, named as the Collector's where it has them. */
@Command(
    name = "spanweir",
    description = "A tail-sampling span pipeline collector. Without a command it runs.",
    versionProvider = Version.class,
    exitCodeOnInvalidInput = 1,
    exitCodeOnExecutionException = 1)
final class Commands implements Runnable {
  private final Inputs inputs;
  private final PrintStream out;
  private final PrintStream err;
  private int exitCode;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Says this.")
  boolean help;

  @Option(
      names = {"-v", "-V", "--version"},
      versionHelp = true,
      description = "Says the version.")
  boolean version;

  private Commands(Inputs inputs, PrintStream out, PrintStream err) {
    this.inputs = inputs;
    this.out = out;
    this.err = err;
  }

  private static Catalog catalog() {
    return Catalog.of(Distribution.factories());
  }

  /** Understands a command line and does what it says; gives the exit code. */
  static int execute(Inputs inputs, PrintStream out, PrintStream err, String... args) {
    Commands commands = new Commands(inputs, out, err);
    int usage =
        new CommandLine(commands)
            .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
            .setParameterExceptionHandler((e, arguments) -> Mistakes.say(e, err))
            .execute(args);
    return usage != 0 ? usage : commands.exitCode;
  }

  @Option(
      names = "--config",
      paramLabel = "LOCATION",
      scope = ScopeType.INHERIT,
      description = {
        "A configuration: FILE, file:FILE, env:NAME for a variable that holds YAML, or yaml:TEXT.",
        "Several are laid over each other from left to right. Without one, a built-in one runs."
      })
  void config(List<String> locations) {
    inputs.configs().clear();
    inputs.configs().addAll(locations);
  }

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      description = "Sets one key, as in processors.batch.timeout=2s, over all configurations.")
  void set(List<String> assignments) {
    inputs.settings().clear();
    inputs.settings().addAll(assignments);
  }

  @Option(
      names = "--feature-gates",
      paramLabel = "GATES",
      scope = ScopeType.INHERIT,
      description = "The Collector's; taken, without effect, so that its command line runs.")
  void featureGates(List<String> gates) {
    gates.stream()
        .flatMap(list -> List.of(list.split(",", -1)).stream())
        .forEach(this::featureGate);
  }

  private void featureGate(String gate) {
    err.println("warning: --feature-gates " + gate + " has no effect: " + FeatureGates.hint(gate));
  }

  @Override
  public void run() {
    exitCode = Main.run(inputs, out, err);
  }

  @Command(name = "run", description = "Runs the configuration until SIGTERM or SIGINT.")
  void runCommand() {
    run();
  }

  @Command(
      name = "validate",
      description =
          "Checks the configuration and says everything that is wrong with it, and where it means"
              + " something else than in the OpenTelemetry Collector.")
  void validate(
      @Option(names = "--no-hints", description = "Says only what is wrong.") boolean noHints) {
    CollectorConfig config = Main.load(inputs, err);
    boolean good =
        config != null && new CollectorProcess(config, inputs.isBuiltIn(), out, err).canBeBuilt();
    exitCode = good ? 0 : 1;
    if (config != null && good && !noHints) {
      Differences.of(config, catalog()).forEach(hint -> err.println(hint.render()));
    }
  }

  @Command(
      name = "migrate",
      description =
          "Says for each component of a Collector's configuration whether it runs as it is, runs"
              + " with differences, needs a change or is missing. Exits with 0 if all of it runs.")
  void migrate(
      @Parameters(paramLabel = "FILE", arity = "0..*", description = "As for --config.")
          List<String> files) {
    if (files != null) {
      inputs.configs().addAll(files);
    }
    Migration migration = Migration.of(inputs.sources(), catalog(), inputs.environment()::get);
    out.print(migration.render());
    exitCode = migration.runs() ? 0 : 1;
  }

  @Command(
      name = "print-config",
      aliases = "print-initial-config",
      description =
          "Prints the configuration as it is in effect: merged, references put in, defaults filled"
              + " in, secrets masked.")
  void printConfig(@Mixin PrintedForm form) {
    CollectorConfig config = Main.load(inputs, err);
    exitCode = config == null ? 1 : 0;
    if (config != null) {
      out.print(form.of(config));
    }
  }

  @Command(
      name = "explain",
      description = "Says what a running process on this machine decided about a trace, and why.")
  void explain(
      @Parameters(paramLabel = "TRACE_ID", description = "32 hexadecimal digits.") String traceId,
      @Option(
              names = "--admin",
              paramLabel = "URL",
              description =
                  "Where it answers; by default as --config says, or http://127.0.0.1:13134.")
          @Nullable String admin,
      @Option(names = "--json", description = "Prints the answer as JSON.") boolean json) {
    String where = admin;
    if (where == null) {
      CollectorConfig config = Main.load(inputs, err);
      if (config == null) {
        exitCode = 1;
        return;
      }
      AdminConfig settings = config.service().telemetry().admin();
      where = "http://" + settings.host() + ":" + settings.port();
    }
    exitCode = new Explain(where, out, err).run(traceId, json);
  }

  @Command(
      name = "demo",
      description =
          "Plays a shop through real client libraries and says of every request whether its trace"
              + " was kept, and why. Of ./spanweir: ./spanweir demo --help says its options.")
  void demo(@Parameters(hidden = true, arity = "0..*") List<String> ignored) {
    err.println("the demo has a class path of its own, which ./spanweir knows: ./spanweir demo");
    exitCode = 1;
  }

  @Command(name = "components", description = "Lists the components there are, as YAML.")
  void components() {
    out.print(ComponentsPrinter.print(catalog(), Version.text()));
  }

  @Command(name = "schema", description = "Prints a JSON Schema of the configuration, for editors.")
  void schema() {
    out.print(SchemaPrinter.print(catalog()));
  }
}
