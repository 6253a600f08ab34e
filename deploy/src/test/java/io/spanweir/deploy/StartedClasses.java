package io.spanweir.deploy;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The class path on which tests start the program, and what it loads when it starts as one file to
 * map, as {@code ./spanweir} makes it: most of a start is loading classes, and the tests have some
 * sixty. The virtual machine shares classes from jars alone, so directories of classes are made
 * into such; without the file, it would start as well, and later.
 */
final class StartedClasses {
  private static final Path FOLDER = Path.of("target", "started-classes").toAbsolutePath();
  private static final Path ARCHIVE = FOLDER.resolve("classes.jsa");
  private static final String PROBE =
      """
      receivers:
        otlp: {protocols: {grpc: {endpoint: "127.0.0.1:0"}, http: {endpoint: "127.0.0.1:0"}}}
        zipkin: {endpoint: "127.0.0.1:0"}
      processors:
        tail_sampling: {policies: [{name: all, type: always_sample}]}
        batch:
      exporters:
        debug:
        otlp: {endpoint: "127.0.0.1:1", tls: {insecure: true}}
      service:
        telemetry: {metrics: {address: "127.0.0.1:0"}}
        pipelines:
          traces: {receivers: [otlp, zipkin], processors: [tail_sampling, batch], exporters: [debug, otlp]}
      """;
  private static final List<String> OPTIONS = make();

  private StartedClasses() {}

  /** Options of a virtual machine, the class path among them. */
  static List<String> options() {
    return OPTIONS;
  }

  private static List<String> make() {
    try {
      Files.createDirectories(FOLDER);
      try (FileChannel channel =
              FileChannel.open(
                  FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        assert lock.isValid();
        List<Path> entries = entries();
        boolean made = isNewerThanAll(entries);
        List<String> jars = new ArrayList<>();
        for (Path entry : entries) {
          jars.add((Files.isDirectory(entry) ? jarOf(entry, made) : entry).toString());
        }
        List<String> onPath = List.of("-cp", String.join(File.pathSeparator, jars));
        if (!made) {
          archive(onPath);
        }
        List<String> options = new ArrayList<>(onPath);
        options.addAll(List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:disable"));
        return List.copyOf(options);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("the classes of a start can't be kept", e);
    }
  }

  /** The class path of this test but for the tests. */
  private static List<Path> entries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .map(Path::toAbsolutePath)
        .filter(path -> Files.exists(path) && !path.endsWith("test-classes"))
        .toList();
  }

  private static boolean isNewerThanAll(List<Path> entries) throws IOException {
    if (!Files.exists(ARCHIVE)) {
      return false;
    }
    long made = Files.getLastModifiedTime(ARCHIVE).toMillis();
    for (Path entry : entries) {
      try (Stream<Path> files = Files.walk(entry)) {
        for (Path file : files.toList()) {
          if (Files.getLastModifiedTime(file).toMillis() >= made) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** The jar of .../module/target/classes. */
  private static Path jarOf(Path directory, boolean made) throws IOException {
    String module = String.valueOf(directory.getParent().getParent().getFileName());
    Path jar = FOLDER.resolve(module + ".jar");
    if (made) {
      return jar;
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream to = new JarOutputStream(out);
        Stream<Path> files = Files.walk(directory)) {
      to.setLevel(0);
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        to.putNextEntry(new JarEntry(directory.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, to);
      }
    }
    return jar;
  }

  private static void archive(List<String> onPath) throws IOException, InterruptedException {
    Path probe = Files.writeString(FOLDER.resolve("probe.yaml"), PROBE);
    Path log = FOLDER.resolve("probe.log");
    Path fresh = FOLDER.resolve("fresh.jsa");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:ArchiveClassesAtExit=" + fresh));
    command.addAll(onPath);
    command.addAll(List.of("io.spanweir.deploy.Main", "--config", probe.toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (process.isAlive() && !Files.readString(log).contains("Threads ")) {
      if (System.nanoTime() > deadline) {
        break;
      }
      Thread.sleep(20);
    }
    process.toHandle().destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS) || !Files.exists(fresh)) {
      process.destroyForcibly();
      throw new AssertionError("no start to learn from: " + Files.readString(log));
    }
    Files.move(fresh, ARCHIVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
