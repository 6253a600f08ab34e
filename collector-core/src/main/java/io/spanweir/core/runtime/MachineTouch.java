package io.spanweir.core.runtime;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the few classes that may touch time, threads, the process or its streams; the check for
 * banned calls passes over them. Belongs in this room and at the outermost edge of the program
 * (main, console), nowhere else.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface MachineTouch {}
