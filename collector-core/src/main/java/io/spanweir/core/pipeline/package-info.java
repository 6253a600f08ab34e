/** How components are joined: admission, receipts, fan-out, the graph, its start and its stop. */
@NullMarked
package io.spanweir.core.pipeline;

import org.jspecify.annotations.NullMarked;
