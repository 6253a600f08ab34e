package io.spanweir.bench.workload;

/**
 * What requests look like.
 *
 * @param batch spans of a request
 * @param resources distinct resources over all requests
 * @param resourcesPerRequest resources in one request; its spans are shared out evenly among them
 * @param small whether spans take 200 to 350 bytes with 5 attributes instead of 770 to 800 with 14
 * @param seed decides ids, texts and which traces matter
 */
public record Shape(int batch, int resources, int resourcesPerRequest, boolean small, long seed) {
  public Shape {
    if (batch < 1 || resourcesPerRequest < 1 || resources < resourcesPerRequest) {
      throw new IllegalArgumentException(
          "a batch needs a span and a resource, and no more resources than there are");
    }
  }

  /** Returns how many different requests show every resource once. */
  public int templates() {
    return (resources + resourcesPerRequest - 1) / resourcesPerRequest;
  }
}
