package io.spanweir.deploy;

import io.spanweir.config.Catalog;
import io.spanweir.config.CollectorConfig;
import io.spanweir.config.ConfigLoader;
import io.spanweir.config.ConfigSource;
import io.spanweir.config.LoadedConfig;
import io.spanweir.config.Problem;
import io.spanweir.core.component.ComponentFactory;
import io.spanweir.core.component.Kind;
import io.spanweir.core.runtime.MachineTouch;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line. Exit codes: 0 for what ended as asked, 1 for everything else. */
@Command(
    name = "spanweir",
    description = "A tail-sampling span pipeline collector. Without a command it runs.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 1,
    exitCodeOnExecutionException = 1)
@MachineTouch
public final class Main implements Runnable {
  private static final int WIDTH_DEFAULT = 100;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "A configuration; several are merged from left to right. Without one, a built-in one runs.")
  private final List<Path> configs = new ArrayList<>();

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private int exitCode;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    Main main = new Main();
    if (main.onlyConfigs(args)) {
      main.start();
      System.exit(main.exitCode);
    }
    main.configs.clear();
    int usage = new CommandLine(main).execute(args);
    System.exit(usage != 0 ? usage : main.exitCode);
  }

  /**
   * Takes the arguments of a plain start, {@code --config FILE} any number of times. A quarter of a
   * start would go into loading the library that understands all the others.
   */
  private boolean onlyConfigs(String[] args) {
    for (int i = 0; i < args.length; i += 2) {
      if (!args[i].equals("--config") || i + 1 == args.length || args[i + 1].startsWith("-")) {
        return false;
      }
      configs.add(Path.of(args[i + 1]));
    }
    return true;
  }

  @Override
  public void run() {
    start();
  }

  @Command(name = "run", description = "Runs the configuration until SIGTERM or SIGINT.")
  void start() {
    CollectorConfig config = load();
    exitCode = config == null ? 1 : new CollectorProcess(config, configs.isEmpty(), out, err).run();
  }

  @Command(
      name = "validate",
      description = "Checks the configuration and says everything that is wrong with it.")
  void validate() {
    exitCode = load() == null ? 1 : 0;
  }

  @Command(name = "components", description = "Lists the components there are.")
  void components() {
    for (Kind kind : Kind.values()) {
      List<String> types =
          Distribution.factories().stream()
              .filter(f -> f.kind() == kind)
              .map(Main::withAliases)
              .toList();
      if (!types.isEmpty()) {
        out.println(kind.section() + ":");
        types.forEach(type -> out.println("  - " + type));
      }
    }
  }

  private static String withAliases(ComponentFactory<?> factory) {
    return factory.aliases().isEmpty()
        ? factory.type()
        : factory.type() + "    # also " + String.join(", ", factory.aliases());
  }

  /** Loads the configuration and prints its problems; null if it can't run. */
  private @Nullable CollectorConfig load() {
    List<ConfigSource> sources =
        configs.isEmpty()
            ? List.of(DefaultConfig.source())
            : configs.stream().map(ConfigSource::file).toList();
    LoadedConfig loaded =
        ConfigLoader.load(sources, Catalog.of(Distribution.factories()), System::getenv);
    for (Problem problem : loaded.problems()) {
      err.println(problem.renderWithSource(WIDTH_DEFAULT));
    }
    long errors =
        loaded.problems().stream().filter(p -> p.severity() == Problem.Severity.ERROR).count();
    if (errors > 0) {
      err.println(errors == 1 ? "1 problem" : errors + " problems");
    }
    return loaded.config();
  }
}
