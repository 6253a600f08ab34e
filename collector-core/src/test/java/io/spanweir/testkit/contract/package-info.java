/** The promises every receiver, processor and exporter makes, each tested once, in a kit. */
@NullMarked
package io.spanweir.testkit.contract;

import org.jspecify.annotations.NullMarked;
