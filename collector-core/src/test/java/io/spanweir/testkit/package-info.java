/**
 * What tests of all modules share: virtual time, loops that are one thread, generated traces,
 * consumers and receipts that remember.
 */
@NullMarked
package io.spanweir.testkit;

import org.jspecify.annotations.NullMarked;
