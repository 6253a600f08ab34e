package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Key;
import io.spanweir.core.component.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps traces that its sub-policy would not keep. */
final class NotPolicy implements Policy {
  /** Which sub-policy. */
  @Description("Keeps traces that the sub-policy does not keep.")
  record Config(
      @Required @Key("not_sub_policy") @Description("The sub-policy, one.")
          @Nullable PolicyConfig subPolicy)
      implements PolicySpec {
    static final Config DEFAULT = new Config(null);

    Config {
      if (subPolicy != null) {
        SubPolicies.refuseDrop("not_sub_policy", List.of(subPolicy));
      }
    }

    @Override
    public Policy create(PolicyContext context) {
      if (subPolicy == null) {
        throw new InvalidConfigException("not_sub_policy", "is missing", "one policy");
      }
      return new NotPolicy(subPolicy.policy().create(context));
    }
  }

  private final Policy part;

  private NotPolicy(Policy part) {
    this.part = part;
  }

  @Override
  public boolean limited() {
    return part.limited();
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    return part.vote(trace, nowNanos) == Vote.SAMPLED ? Vote.NOT_SAMPLED : Vote.SAMPLED;
  }
}
