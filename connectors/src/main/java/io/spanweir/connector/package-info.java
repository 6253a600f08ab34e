/** The list of what joins pipelines. */
@NullMarked
package io.spanweir.connector;

import org.jspecify.annotations.NullMarked;
