package io.spanweir.core.component;

/**
 * What the launcher found the process may use. Components derive their defaults from it.
 *
 * @param directBytesMax bytes of off-heap memory, all buffers of the process together
 * @param heapBytesMax bytes of Java heap
 * @param cores processors that the process may run on
 */
public record Limits(long directBytesMax, long heapBytesMax, int cores) {}
