/** {@code spanweir demo}: a shop whose requests one can watch being kept or dropped. */
@NullMarked
package io.spanweir.demo;

import org.jspecify.annotations.NullMarked;
