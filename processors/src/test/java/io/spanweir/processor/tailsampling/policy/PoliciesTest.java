package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.processor.tailsampling.PolicyContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list is complete: what is in the folder is in it, and is held to the contract. */
class PoliciesTest {
  private static List<Class<?>> classes() throws Exception {
    Path folder =
        Path.of(Policies.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(Policies.class.getPackageName().replace('.', '/'));
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        classes.add(Class.forName(Policies.class.getPackageName() + "." + name));
      }
    }
    return classes;
  }

  private static List<Class<?>> policies() throws Exception {
    return classes().stream()
        .filter(type -> Policy.class.isAssignableFrom(type) && !type.isInterface())
        .toList();
  }

  @Test
  void everyPolicyIsListedOnce() throws Exception {
    Set<Class<?>> listed =
        Policies.REGISTRY.defaults().values().stream()
            .map(spec -> (Class<?>) spec.getClass().getEnclosingClass())
            .collect(Collectors.toSet());
    assertThat(listed).containsExactlyInAnyOrderElementsOf(policies());
    assertThat(Policies.REGISTRY.defaults()).hasSameSizeAs(policies());
  }

  @Test
  void everyPolicyIsHeldToTheContract() throws Exception {
    for (Class<?> policy : policies()) {
      Class<?> test = Class.forName(policy.getName() + "Test");
      assertThat(PolicyContract.class).isAssignableFrom(test);
    }
  }

  @Test
  void whatIsNotThereYetSaysWhatToDo() {
    assertThat(Policies.REGISTRY.notYet()).isNotEmpty();
    assertThat(Policies.REGISTRY.notYet().keySet())
        .doesNotContainAnyElementsOf(Policies.REGISTRY.defaults().keySet());
  }
}
