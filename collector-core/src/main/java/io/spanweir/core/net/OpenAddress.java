package io.spanweir.core.net;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator is told of an address that other machines reach. Any thread. */
public final class OpenAddress {
  private static final Logger LOG = LoggerFactory.getLogger(OpenAddress.class);

  private OpenAddress() {}

  /** Says that an address is on more than loopback, where that may well be meant. */
  public static void say(String what, Object address, String can, String path) {
    LOG.info(
        "{} is open to other machines: anybody who reaches {} can {} ({})",
        what,
        address,
        can,
        path);
  }

  /**
   * Warns of an address that is on more than loopback.
   *
   * @param what listens there: the id of a component, or words
   * @param without what would keep others out, such as TLS
   * @param can what whoever reaches it can do
   * @param path of the key that asks for it
   */
  public static void warn(String what, String without, Object address, String can, String path) {
    LOG.warn(
        "{} is open to other machines without {}: anybody who reaches {} can {} ({})",
        what,
        without,
        address,
        can,
        path);
  }
}
