package io.spanweir.core.component;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keys, or words of an enumeration, that configurations of the OpenTelemetry Collector may have
 * here and that are not supported: each {@code key: what to do instead}. Using one is an error that
 * says so by name, never silently ignored, unless its value asks for nothing: null, false, 0,
 * {@code none}, an empty text, list or block, a block of such values or with {@code enabled:
 * false}.
 *
 * <p>{@code key=value|other: what to do instead} names what asks for nothing instead of false, 0
 * and {@code none}: the Collector's default, for one; {@code key=null} is for a block that asks for
 * something when it is empty, {@code key=absent} for one that does so even without a body. A block
 * with {@code enabled: false} asks for nothing under any key.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface NotYet {
  String[] value();
}
