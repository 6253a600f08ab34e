package io.spanweir.core.data;

/** The two pools that every door and every framer of a process leases from. */
public record Pools(ChunkPool chunks, BatchPool batches) {}
