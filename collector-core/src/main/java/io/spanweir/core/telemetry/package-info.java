/** What the collector says of itself: the ledger, the metrics, errors said once. */
@NullMarked
package io.spanweir.core.telemetry;

import org.jspecify.annotations.NullMarked;
