package io.spanweir.connector.spanmetrics;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.AttributeCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the resource that spans stand in. By its bytes first, which allocates nothing; what comes
 * in bytes not seen yet is looked at for its attributes, whose order means nothing. Not thread
 * safe.
 */
final class Sources {
  private static final int SERVICE_BYTES_MAX = 1024;
  private static final byte[] SERVICE_NAME = BuiltIn.utf8(BuiltIn.SERVICE_NAME);

  /** Of a value that has no room in a key. */
  private static final byte[] TOO_LONG = new byte[KeyWriter.KEY_BYTES_MAX + 1];

  private final Dimensions dimensions;
  private final List<String> keyAttributes;
  private final int resourcesMax;
  private final Resource overflow = new Resource(0, "", new byte[0]);
  private final Source overflowSource;
  private final List<Resource> resources = new ArrayList<>();
  private final Map<String, Resource> byIdentity = new HashMap<>();
  private final Map<Bytes, Source> byBytes = new HashMap<>();
  private final Bytes probe = new Bytes(new byte[1024], 0);
  private final AttributeCursor cursor = new AttributeCursor();
  private int numbers;

  Sources(SpanMetricsConfig config, Dimensions dimensions) {
    this.dimensions = dimensions;
    keyAttributes = config.resourceMetricsKeyAttributes();
    resourcesMax = config.resourceMetricsCacheSize();
    resources.add(overflow);
    overflowSource = new Source(overflow, new byte[Dimensions.RESOURCE_BYTES], new byte[0][], true);
  }

  /** Bytes as the key of a map. */
  private static final class Bytes {
    private byte[] bytes;
    private int length;

    Bytes(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Bytes that
          && Arrays.equals(bytes, 0, length, that.bytes, 0, that.length);
    }

    @Override
    public int hashCode() {
      int hash = length;
      for (int at = 0; at < length; at++) {
        hash = hash * 31 + bytes[at];
      }
      return hash;
    }
  }

  /**
   * All there are, the one for those that have no room first; never moved but by {@link
   * #dropEmpty}.
   */
  List<Resource> resources() {
    return resources;
  }

  boolean isFull() {
    return resources.size() > resourcesMax;
  }

  /**
   * Where the spans of a batch's resource come from.
   *
   * @param mayAdd whether there is memory for one more
   */
  Source of(SpanBatch batch, int resource, boolean mayAdd) {
    int length = batch.resources().itemBytes(resource);
    if (probe.bytes.length < length) {
      probe.bytes = new byte[length + (length >> 1)];
    }
    batch.copyItem(batch.resources(), resource, probe.bytes, 0);
    probe.length = length;
    Source known = byBytes.get(probe);
    return known == null ? read(mayAdd) : known;
  }

  private Source read(boolean mayAdd) {
    String identity = identity();
    Resource resource = byIdentity.get(identity);
    if (resource == null) {
      if (!mayAdd || isFull()) {
        return overflowSource;
      }
      byte[] fields = Arrays.copyOf(probe.bytes, probe.length);
      resource = new Resource(++numbers, identity, fields);
      byIdentity.put(identity, resource);
      resources.add(resource);
    }
    if (byBytes.size() >= 2 * resourcesMax + 16) {
      byBytes.clear();
    }
    Source source = source(resource);
    byBytes.put(new Bytes(Arrays.copyOf(probe.bytes, probe.length), probe.length), source);
    return source;
  }

  private AttributeCursor attributes() {
    return cursor.ofResource(probe.bytes, 0, probe.length);
  }

  /** Keys with the types and texts of their values, in order. */
  private String identity() {
    Map<String, String> parts = new TreeMap<>();
    attributes();
    while (cursor.next()) {
      String key = cursor.keyString();
      if (keyAttributes.isEmpty() || keyAttributes.contains(key)) {
        parts.putIfAbsent(key, cursor.valueType().ordinal() + cursor.valueText());
      }
    }
    StringBuilder identity = new StringBuilder();
    parts.forEach(
        (key, text) ->
            identity.append(key).append('\0').append(text.length()).append('\0').append(text));
    return identity.toString();
  }

  private Source source(Resource resource) {
    byte[] service = service();
    if (service.length > SERVICE_BYTES_MAX) {
      return new Source(resource, prefix(resource, new byte[0]), new byte[0][], true);
    }
    byte[][] others = new byte[dimensions.others().size()][];
    for (int i = 0; i < others.length; i++) {
      others[i] = value(dimensions.others().get(i));
    }
    return new Source(resource, prefix(resource, service), others, false);
  }

  private static byte[] prefix(Resource resource, byte[] service) {
    byte[] prefix = new byte[Dimensions.RESOURCE_BYTES + 2 + service.length];
    for (int i = 0; i < Dimensions.RESOURCE_BYTES; i++) {
      prefix[i] = (byte) (resource.number() >>> (8 * i));
    }
    Dimensions.putText(prefix, Dimensions.RESOURCE_BYTES, service, 0, service.length);
    return prefix;
  }

  private byte[] service() {
    if (!dimensions.has(BuiltIn.SERVICE_NAME)) {
      return new byte[0];
    }
    attributes();
    while (cursor.next()) {
      if (cursor.keyEquals(SERVICE_NAME)) {
        return BuiltIn.utf8(cursor.valueText());
      }
    }
    return BuiltIn.utf8(BuiltIn.UNKNOWN_SERVICE);
  }

  private byte[] value(Dimensions.Other other) {
    attributes();
    while (cursor.next()) {
      if (cursor.keyEquals(other.utf8())) {
        byte[] value = new byte[KeyWriter.KEY_BYTES_MAX];
        int end = KeyWriter.writeValue(cursor.value(), value, 0, value.length);
        return end == KeyWriter.TOO_LONG ? TOO_LONG : Arrays.copyOf(value, end);
      }
    }
    return other.otherwise();
  }

  /** Those that were seen longest ago, before {@code nanos}, if there is no room for new ones. */
  List<Resource> idle(long nanos) {
    if (!isFull()) {
      return Collections.emptyList();
    }
    List<Resource> idle = new ArrayList<>(resources);
    idle.removeIf(resource -> resource == overflow || resource.lastSeenNanos() - nanos >= 0);
    idle.sort((a, b) -> Long.compare(a.lastSeenNanos() - nanos, b.lastSeenNanos() - nanos));
    return idle.subList(0, Math.min(idle.size(), resourcesMax - resourcesMax * 3 / 4));
  }

  /** Forgets resources that have no series. @return bytes that they took up */
  long dropEmpty() {
    long bytes = 0;
    for (Resource resource : resources) {
      if (isDropped(resource)) {
        byIdentity.remove(resource.identity());
        bytes += bytes(resource);
      }
    }
    if (resources.removeIf(this::isDropped)) {
      byBytes.clear();
    }
    return bytes;
  }

  private boolean isDropped(Resource resource) {
    return resource != overflow && resource.seriesCount() == 0;
  }

  /** What a resource takes up: itself, its identity, and itself once more to be found by. */
  static long bytes(Resource resource) {
    return 512 + 2L * resource.fields().length + resource.identity().length();
  }
}
