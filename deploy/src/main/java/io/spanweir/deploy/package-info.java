/**
 * The program: the lists of what is in it, its wiring, its command line. Sees everything, is seen
 * by nobody.
 */
@NullMarked
package io.spanweir.deploy;

import org.jspecify.annotations.NullMarked;
