package io.spanweir.processor.attributes;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Required;
import java.util.List;

/** {@code resource} processor. */
@Description("Inserts, changes, hashes and deletes attributes of resources")
public record ResourceConfig(
    @Required @Description("What is done, in this order") List<ActionConfig> attributes) {
  static final ResourceConfig DEFAULT = new ResourceConfig(List.of());

  public ResourceConfig {
    attributes = List.copyOf(attributes);
  }
}
