package io.spanweir.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the command line says. */
@Command(
    name = "spanweir demo",
    description = {
      "Plays a shop through real client libraries, and says of every request whether its trace was"
          + " kept, and why.",
      "Starts a collector if none listens, and stops it at the end."
    },
    showDefaultValues = true,
    sortOptions = false)
final class Options {
  private static final double RATE_MAX = 100;

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "How many; 0 for until it is stopped.")
  long requests;

  @Option(names = "--rate", paramLabel = "R", description = "Requests a second, at most 100.")
  double rate = 2;

  @Option(
      names = "--config",
      paramLabel = "LOCATION",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "What the collector runs that is started here; by default its built-in one.")
  List<String> configs = new ArrayList<>();

  @Option(
      names = "--zipkin",
      paramLabel = "URL",
      description = "Where Zipkin's clients report, and where to look.")
  String zipkin = "http://127.0.0.1:9411";

  @Option(
      names = "--otlp",
      paramLabel = "URL",
      description = "Where OpenTelemetry's clients report.")
  String otlp = "http://127.0.0.1:4318";

  @Option(names = "--admin", paramLabel = "URL", description = "Where decisions are asked for.")
  String admin = "http://127.0.0.1:13134";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Says this.")
  boolean help;

  /** The command that starts a collector, as the one that started the demo says. */
  String launcher() {
    return System.getProperty("spanweir.launcher", "./spanweir");
  }

  /** Says what is wrong with what was given. */
  void check() {
    if (requests < 0) {
      throw wrong("--requests", Long.toString(requests), "0 or more");
    }
    if (!(rate > 0 && rate <= RATE_MAX)) {
      throw wrong("--rate", Double.toString(rate), "more than 0 and at most 100, as in 2 or 0.5");
    }
    zipkin = url("--zipkin", zipkin);
    otlp = url("--otlp", otlp);
    admin = url("--admin", admin);
  }

  private String url(String option, String given) {
    String bare = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
    try {
      URI uri = URI.create(bare);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0) {
        return bare;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw wrong(option, given, "http://host:port");
  }

  private ParameterException wrong(String option, String given, String expected) {
    return new ParameterException(
        spec.commandLine(), option + " is " + given + "; expected " + expected);
  }
}
