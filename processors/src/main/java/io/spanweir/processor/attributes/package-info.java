/**
 * Attributes inserted, changed, hashed and deleted, as edits on bytes: a span or resource that
 * changes is written anew into a chunk of its own, and the row pointed there. {@code ActionPlan} is
 * what is to be done, {@code AttributeList} the attributes of one message while it is being done.
 */
@NullMarked
package io.spanweir.processor.attributes;

import org.jspecify.annotations.NullMarked;
