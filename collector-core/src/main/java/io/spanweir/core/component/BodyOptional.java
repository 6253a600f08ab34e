package io.spanweir.core.component;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An optional block that is there when its key is, with or without a body, as the doors of a
 * receiver are. Every other optional block is left out by a key without a body, as in the Collector
 * (configoptional: null is none where the block has no default).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface BodyOptional {}
