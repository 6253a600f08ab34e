/** The list of what serves the process and stands in no pipeline. */
@NullMarked
package io.spanweir.extension;

import org.jspecify.annotations.NullMarked;
