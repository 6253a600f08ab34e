/** The list of what takes spans in. */
@NullMarked
package io.spanweir.receiver;

import org.jspecify.annotations.NullMarked;
