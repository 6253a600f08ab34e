/**
 * The simulator: whole pipelines of real components on one thread, with virtual time, seeded
 * traffic and seeded faults, and what must hold whatever the seed. Start with {@link
 * io.spanweir.simulation.Simulation}.
 */
@NullMarked
package io.spanweir.simulation;

import org.jspecify.annotations.NullMarked;
