package io.spanweir.core.links;

import java.util.HashMap;
import java.util.Map;

/** Calls and errors by hour and by link. Not thread safe. */
public final class LinkCounts {
  public static final long HOUR_MICROS = 3_600_000_000L;

  /** So many links an hour at most: names come from input. */
  private static final int LINKS_MAX = 20_000;

  private final Map<Long, Map<Link, long[]>> hours = new HashMap<>();

  /** Who called whom. */
  public record Link(String parent, String child) {}

  /** Takes counts out. */
  public interface Visitor {
    /**
     * @param hour since 1970
     */
    void link(long hour, String parent, String child, long calls, long errors);
  }

  /** Adds calls; past the limit a new link of that hour is not counted. */
  public void add(long hour, String parent, String child, long calls, long errors) {
    Map<Link, long[]> links = hours.computeIfAbsent(hour, h -> new HashMap<>());
    Link link = new Link(parent, child);
    long[] counts = links.get(link);
    if (counts == null) {
      if (links.size() == LINKS_MAX) {
        return;
      }
      counts = new long[2];
      links.put(link, counts);
    }
    counts[0] += calls;
    counts[1] += errors;
  }

  /** All counts, in no order. */
  public void visit(Visitor visitor) {
    hours.forEach(
        (hour, links) ->
            links.forEach(
                (link, counts) ->
                    visitor.link(hour, link.parent(), link.child(), counts[0], counts[1])));
  }

  /** Forgets hours before this one. */
  public void forgetBefore(long hour) {
    hours.keySet().removeIf(h -> h < hour);
  }

  public boolean isEmpty() {
    return hours.isEmpty();
  }

  public void clear() {
    hours.clear();
  }
}
