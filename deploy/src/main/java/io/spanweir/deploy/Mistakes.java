package io.spanweir.deploy;

import io.spanweir.config.NearestWord;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said about a command line that is none. */
final class Mistakes {
  private Mistakes() {}

  /** Says it, with the word that was probably meant; gives the exit code. */
  static int say(ParameterException e, PrintStream err) {
    CommandLine command = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      err.println("Error: " + unknown(unmatched.getUnmatched().get(0), command));
    } else {
      err.println("Error: " + e.getMessage());
    }
    err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
    return 1;
  }

  private static String unknown(String word, CommandLine command) {
    if (word.startsWith("-")) {
      Collection<String> options = command.getCommandSpec().optionsMap().keySet();
      String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
      return "unknown option " + name + meant(name, options);
    }
    if (isFile(word)) {
      return "unexpected " + word + "; did you mean --config " + word + "?";
    }
    Collection<String> commands = command.getSubcommands().keySet();
    return commands.isEmpty()
        ? "unexpected " + word
        : "unknown command " + word + meant(word, commands);
  }

  private static String meant(String word, Collection<String> known) {
    @Nullable String nearest = NearestWord.of(word, known);
    return nearest == null ? "" : "; did you mean " + nearest + "?";
  }

  private static boolean isFile(String word) {
    try {
      return Files.isRegularFile(Path.of(word));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
