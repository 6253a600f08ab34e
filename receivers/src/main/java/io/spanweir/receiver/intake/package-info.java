/**
 * What receivers do with whole requests, whatever they came by: the books, the way into the
 * pipelines.
 */
@NullMarked
package io.spanweir.receiver.intake;

import org.jspecify.annotations.NullMarked;
