package io.spanweir.deploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;

/** The arrows of the house: what may know of what. Think hard before changing one. */
@AnalyzeClasses(
    packages = "io.spanweir",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
  /** The testkit comes as a jar of its own. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String CORE = "io.spanweir.core..";
  private static final String RECEIVERS = "io.spanweir.receiver..";
  private static final String PROCESSORS = "io.spanweir.processor..";
  private static final String EXPORTERS = "io.spanweir.exporter..";
  private static final String CONNECTORS = "io.spanweir.connector..";
  private static final String EXTENSIONS = "io.spanweir.extension..";
  private static final String CONFIG = "io.spanweir.config..";
  private static final String DEPLOY = "io.spanweir.deploy..";

  private static final List<String> SIBLINGS =
      List.of(RECEIVERS, PROCESSORS, EXPORTERS, CONNECTORS, EXTENSIONS, CONFIG);

  @ArchTest
  static final ArchRule coreSeesNobody =
      not(CORE, Stream.concat(SIBLINGS.stream(), Stream.of(DEPLOY)));

  @ArchTest static final ArchRule receiversSeeCoreAlone = coreAlone(RECEIVERS);
  @ArchTest static final ArchRule processorsSeeCoreAlone = coreAlone(PROCESSORS);
  @ArchTest static final ArchRule exportersSeeCoreAlone = coreAlone(EXPORTERS);
  @ArchTest static final ArchRule connectorsSeeCoreAlone = coreAlone(CONNECTORS);
  @ArchTest static final ArchRule extensionsSeeCoreAlone = coreAlone(EXTENSIONS);
  @ArchTest static final ArchRule configSeesCoreAlone = coreAlone(CONFIG);

  @ArchTest
  static final ArchRule bytesKnowNoThreadsAndNoMachine =
      noClasses()
          .that()
          .resideInAnyPackage("io.spanweir.core.otlp..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.util.concurrent..",
              "java.net..",
              "java.nio.channels..",
              "java.io..",
              "io.netty..",
              "io.micrometer..",
              "org.slf4j..",
              "io.spanweir.core.runtime..",
              "io.spanweir.core.pipeline..",
              "io.spanweir.core.component..");

  @ArchTest
  static final ArchRule policiesKnowNoThreadsNoBytesNoShard =
      noClasses()
          .that()
          .resideInAPackage("io.spanweir.processor.tailsampling.policy..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.util.concurrent..",
              "java.io..",
              "java.net..",
              "io.netty..",
              "org.slf4j..",
              "io.micrometer..",
              "io.spanweir.core.log..",
              "io.spanweir.core.runtime..",
              "io.spanweir.core.pipeline..",
              "io.spanweir.processor.tailsampling");

  @ArchTest
  static final ArchRule processorsOpenNoSockets =
      noClasses()
          .that()
          .resideInAnyPackage(PROCESSORS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.nio.channels..", "io.netty..", "java.io..");

  private static ArchRule coreAlone(String room) {
    return not(
        room,
        Stream.concat(
            SIBLINGS.stream().filter(sibling -> !sibling.equals(room)), Stream.of(DEPLOY)));
  }

  private static ArchRule not(String room, Stream<String> others) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others.toArray(String[]::new))
        .allowEmptyShould(true);
  }
}
