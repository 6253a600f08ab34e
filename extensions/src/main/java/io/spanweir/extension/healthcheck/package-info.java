/** Says over HTTP whether the process takes spans in. */
@NullMarked
package io.spanweir.extension.healthcheck;

import org.jspecify.annotations.NullMarked;
