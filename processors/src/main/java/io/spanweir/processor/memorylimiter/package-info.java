/** Refuses while the process has too little memory. */
@NullMarked
package io.spanweir.processor.memorylimiter;

import org.jspecify.annotations.NullMarked;
