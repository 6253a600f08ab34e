/** What rules ask of a span, a resource or a scope: texts, expressions, include and exclude. */
@NullMarked
package io.spanweir.processor.match;

import org.jspecify.annotations.NullMarked;
