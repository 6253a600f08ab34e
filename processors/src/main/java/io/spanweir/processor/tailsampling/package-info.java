/**
 * Holds the spans of each trace until it can be decided, keeps the traces that a policy wants,
 * drops the others.
 *
 * <p>{@link io.spanweir.processor.tailsampling.TailSamplingProcessor} admits batches and routes
 * their rows to shards. A {@code Shard} owns every trace whose id hashes to it, on one thread: its
 * span log, its trace table, its timer wheel, its decision caches. What a span contributes to its
 * trace is folded into the trace's row when it comes in, so that deciding looks at 64 bytes and
 * never at spans; a dropped trace's bytes are not touched again.
 *
 * <p>A trace's life: <em>open</em> in the wheel, then decided; dropped ones leave at once, kept
 * ones wait in the shard's emit queue until downstream has room, still in the log, so that a slow
 * backend fills the buffer and then refuses at the door, and nothing between is lost.
 */
@NullMarked
package io.spanweir.processor.tailsampling;

import org.jspecify.annotations.NullMarked;
