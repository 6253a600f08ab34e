package io.spanweir.deploy;

import io.spanweir.config.CollectorConfig;
import io.spanweir.config.LoadedConfig;
import io.spanweir.config.Problem;
import io.spanweir.core.runtime.MachineTouch;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the process begins. Exit codes: 0 for what ended as asked, 1 for everything else. */
@MachineTouch
public final class Main {
  static final int WIDTH = 100;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    Inputs inputs = new Inputs(new ArrayList<>(), new ArrayList<>(), System.getenv());
    // A quarter of a start would go into loading the library that understands everything else.
    int exitCode =
        inputs.takeAll(List.of(args))
            ? run(inputs, System.out, System.err)
            : Commands.execute(inputs, System.out, System.err, args);
    System.exit(exitCode);
  }

  /** Runs a configuration until it is told to stop. */
  static int run(Inputs inputs, PrintStream out, PrintStream err) {
    CollectorConfig config = load(inputs, err);
    return config == null ? 1 : new CollectorProcess(config, inputs.isBuiltIn(), out, err).run();
  }

  /** Loads the configuration and prints its problems; null if it can't run. */
  static @Nullable CollectorConfig load(Inputs inputs, PrintStream err) {
    LoadedConfig loaded = inputs.load();
    for (Problem problem : loaded.problems()) {
      err.println(problem.renderWithSource(WIDTH));
    }
    long errors = loaded.errorCount();
    if (errors > 0) {
      err.println(errors == 1 ? "1 problem" : errors + " problems");
    }
    return loaded.config();
  }
}
