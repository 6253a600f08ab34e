package io.spanweir.processor.attributes;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Required;
import io.spanweir.processor.match.MatchConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code attributes} processor. */
@Description("Inserts, changes, hashes and deletes attributes of spans")
public record AttributesConfig(
    @Required @Description("What is done, in this order") List<ActionConfig> actions,
    @Description("Only spans that fit this are changed") @Nullable MatchConfig include,
    @Description("Spans that fit this are left alone") @Nullable MatchConfig exclude) {
  static final AttributesConfig DEFAULT = new AttributesConfig(List.of(), null, null);

  public AttributesConfig {
    actions = List.copyOf(actions);
    if (include != null) {
      include.checkAsks("include");
    }
    if (exclude != null) {
      exclude.checkAsks("exclude");
    }
  }
}
