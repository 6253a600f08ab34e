package io.spanweir.bench.workload;

/**
 * What requests look like.
 *
 * @param batch spans of a request
 * @param varied whether requests have one span, then two and so on up to {@code batch}, in turn
 * @param resources distinct resources over all requests
 * @param resourcesPerRequest resources in one request; its spans are shared out evenly among them
 * @param small whether spans take 200 to 350 bytes with 5 attributes instead of 770 to 800 with 14
 * @param seed decides ids, texts and which traces matter
 */
public record Shape(
    int batch, boolean varied, int resources, int resourcesPerRequest, boolean small, long seed) {
  public Shape {
    if (batch < 1 || resourcesPerRequest < 1 || resources < resourcesPerRequest) {
      throw new IllegalArgumentException(
          "a batch needs a span and a resource, and no more resources than there are");
    }
  }

  /** All requests have as many spans. */
  public Shape(int batch, int resources, int resourcesPerRequest, boolean small, long seed) {
    this(batch, false, resources, resourcesPerRequest, small, seed);
  }

  /** Returns the same with another seed. */
  public Shape withSeed(long other) {
    return new Shape(batch, varied, resources, resourcesPerRequest, small, other);
  }

  /** Returns how many different requests show every resource once. */
  public int templates() {
    return (resources + resourcesPerRequest - 1) / resourcesPerRequest;
  }

  /** Returns how many sizes requests have, in turn. */
  int sizes() {
    return varied ? batch : 1;
  }

  /** Returns how many spans so many requests have that are as many as there are sizes. */
  int spansOfRound() {
    return varied ? batch * (batch + 1) / 2 : batch;
  }

  /** Returns how many spans a request has in the mean. */
  public double spansPerRequest() {
    return (double) spansOfRound() / sizes();
  }

  /** Returns what requests of one of the sizes look like. */
  Shape ofSize(int size) {
    int spans = varied ? 1 + size : batch;
    return new Shape(spans, false, resources, resourcesPerRequest, small, seed);
  }
}
