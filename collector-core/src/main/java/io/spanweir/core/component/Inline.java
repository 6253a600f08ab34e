package io.spanweir.core.component;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record whose keys stand among those of the record that holds it, as the Collector's squashed
 * structs do: keys that several components have are declared, checked and described once. What it
 * says in {@link NotYet} and {@link Differs} holds for its holder, which may say more. Such a
 * component has neither a key nor a description of its own and is never null.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Inline {}
