/** What processors share that hold nothing: a batch comes, is changed, and goes on at once. */
@NullMarked
package io.spanweir.processor.passing;

import org.jspecify.annotations.NullMarked;
