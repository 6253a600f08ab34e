/** Joins small batches into larger ones before they are sent. */
@NullMarked
package io.spanweir.processor.batch;

import org.jspecify.annotations.NullMarked;
