package io.spanweir.core.component;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keys that configurations of the OpenTelemetry Collector may have here and that are not supported:
 * each {@code key: what to do instead}. Using one is an error that says so by name, never silently
 * ignored.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface NotYet {
  String[] value();
}
