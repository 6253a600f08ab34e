package io.spanweir.core.component;

import io.spanweir.core.pipeline.SpanConsumer;

/**
 * The end of one pipeline and the beginning of another: consumes there, hands on here, of the same
 * signal or another. One instance for each signal that it consumes. What it takes in stands in the
 * book of its account name; what it hands on in that of {@link #outgoing}, by {@link
 * Signal#account}.
 */
public interface Connector extends Component, SpanConsumer {
  /** The ledger's name of what a connector hands on. */
  static String outgoing(String accountName) {
    return accountName + ":out";
  }
}
