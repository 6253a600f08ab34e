package io.spanweir.core.component;

import java.util.List;

/**
 * A configuration that has something to say to whoever starts the process: where it listens, where
 * it sends, what bounds it.
 */
public interface Announced {
  /**
   * @param limits what defaults are derived from
   * @return lines of at most 80 characters
   */
  List<String> announcement(Limits limits);
}
