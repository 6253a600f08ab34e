package io.spanweir.connector.spanmetrics;

/**
 * A resource as it came, with what each of its spans adds to a key. Several of them may be one
 * {@link Resource}, where only some attributes tell resources apart. Immutable.
 */
final class Source {
  private final Resource resource;
  private final byte[] prefix;
  private final byte[][] others;
  private final boolean overflow;

  /**
   * @param prefix how the keys of its spans begin
   * @param others for each dimension that is configured, its value where a span has none
   * @param overflow whether its spans have no series but the overflow series of the resource
   */
  Source(Resource resource, byte[] prefix, byte[][] others, boolean overflow) {
    this.resource = resource;
    this.prefix = prefix;
    this.others = others;
    this.overflow = overflow;
  }

  Resource resource() {
    return resource;
  }

  boolean isOverflow() {
    return overflow;
  }

  byte[] prefix() {
    return prefix;
  }

  byte[] others(int ordinal) {
    return others[ordinal];
  }
}
