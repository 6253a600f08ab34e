package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Required;

/** A named policy; the key {@code type} says which, the block named like the type configures it. */
@Description("A policy: a name, a type, and a block named like the type.")
public record PolicyConfig(
    @Required @Description("What the policy is called in metrics and on kept traces; unique.")
        String name,
    @Description("What kind of policy it is, and its settings.") PolicySpec policy) {}
