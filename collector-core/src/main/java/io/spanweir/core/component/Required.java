package io.spanweir.core.component;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A key that the file must set, and not to nothing: a text that isn't blank, a list or a block that
 * isn't empty. The default configuration holds a placeholder there that its record's constructor
 * must let pass; nobody but the reader of the file sees it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Required {}
