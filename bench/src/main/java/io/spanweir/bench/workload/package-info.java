/** What is sent: the traces, the requests they are cut into, and the bytes of those requests. */
@NullMarked
package io.spanweir.bench.workload;

import org.jspecify.annotations.NullMarked;
