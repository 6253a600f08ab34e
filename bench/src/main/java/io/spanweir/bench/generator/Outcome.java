package io.spanweir.bench.generator;

/**
 * What became of a request: taken in, turned away with a code that asks to try again, or anything
 * else.
 */
enum Outcome {
  ACCEPTED,
  REFUSED,
  FAILED
}
