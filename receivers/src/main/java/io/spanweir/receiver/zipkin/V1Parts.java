package io.spanweir.receiver.zipkin;

import java.util.Arrays;

/**
 * The v2 spans that one v1 span is taken apart into: one for each service that has a say in it, and
 * one more where a service called itself. Scratch of one {@link V1Converter}.
 */
final class V1Parts {
  /** More services than any call has sides; a span of more is no good. */
  static final int PARTS_MAX = 64;

  private static final int KEPT_MAX = 1 << 10;

  final ZipkinSpan.Kind[] kinds = new ZipkinSpan.Kind[PARTS_MAX];
  final long[] timestamps = new long[PARTS_MAX];
  final long[] durations = new long[PARTS_MAX];
  final boolean[] shared = new boolean[PARTS_MAX];
  final int[] locals = new int[PARTS_MAX];
  final int[] remotes = new int[PARTS_MAX];

  /** Whether the remote endpoint is to lose its service's name. */
  final boolean[] nameless = new boolean[PARTS_MAX];

  /** Core annotations that are no more than annotations here, by the bit of their number. */
  final int[] plain = new int[PARTS_MAX];

  private final V1Endpoints endpoints;
  private int[] partOf = new int[8];
  private int count;
  private boolean full;

  V1Parts(V1Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  /** Starts anew, with the one part that there always is. */
  void clear() {
    if (partOf.length < endpoints.count() || partOf.length > KEPT_MAX) {
      partOf = new int[Math.max(8, endpoints.count())];
    }
    Arrays.fill(partOf, 0, endpoints.count(), V1Endpoints.NONE);
    count = 0;
    full = false;
    open(V1Endpoints.NONE);
  }

  int count() {
    return count;
  }

  /** Whether there would have been more than {@link #PARTS_MAX}. */
  boolean isFull() {
    return full;
  }

  /** Opens a part for this endpoint, also if its service has one. */
  int open(int local) {
    if (count == PARTS_MAX) {
      full = true;
      return 0;
    }
    kinds[count] = ZipkinSpan.Kind.NONE;
    timestamps[count] = 0;
    durations[count] = 0;
    shared[count] = false;
    locals[count] = local;
    remotes[count] = V1Endpoints.NONE;
    nameless[count] = false;
    plain[count] = 0;
    return count++;
  }

  /** The first part of this endpoint's service: the first of all if there is no endpoint. */
  int of(int endpoint) {
    if (endpoint == V1Endpoints.NONE) {
      return 0;
    }
    if (partOf[endpoint] < 0) {
      partOf[endpoint] = find(endpoint);
    }
    return partOf[endpoint];
  }

  /** Whether {@link #of} would change nothing. */
  boolean knows(int endpoint) {
    return endpoint == V1Endpoints.NONE || partOf[endpoint] >= 0;
  }

  private int find(int endpoint) {
    if (locals[0] == V1Endpoints.NONE) {
      locals[0] = endpoint;
      return 0;
    }
    for (int i = 0; i < count; i++) {
      if (endpoints.sameService(locals[i], endpoint)) {
        return i;
      }
    }
    return open(endpoint);
  }
}
