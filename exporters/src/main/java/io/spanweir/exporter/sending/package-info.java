/**
 * What every exporter that sends out of the process shares: a bounded queue, retries, timeouts, the
 * ledger and the metrics. Knows no protocol, no thread and no clock but the loop's.
 */
@NullMarked
package io.spanweir.exporter.sending;

import org.jspecify.annotations.NullMarked;
