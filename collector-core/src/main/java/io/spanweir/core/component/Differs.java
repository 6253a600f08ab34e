package io.spanweir.core.component;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Where a configuration means something else here than in the OpenTelemetry Collector, and why: the
 * one place that says so. {@code validate}, {@code migrate} and the reference page print it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Differs {
  /** Keys that mean something else, said where a file sets them: {@code key: what and why}. */
  String[] value() default {};

  /**
   * Keys whose default is another, said where a file leaves them out, or sets them to 0, which
   * stands for the default then: {@code key: what and why}.
   */
  String[] unset() default {};

  /** What differs about the whole of it, said wherever it is used. */
  String[] whole() default {};
}
