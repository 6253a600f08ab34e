package io.spanweir.config;

import io.spanweir.config.Node.Entry;

/**
 * Where something is, in the text and from the top: what a problem with it as a whole points to.
 *
 * @param place its key, if it has one
 * @param path its path
 */
record Spot(Place place, String path) {
  Spot key(String key, Entry entry) {
    return new Spot(entry.keyPlace(), Words.key(path, key));
  }

  Spot item(int index, Node item) {
    return new Spot(item.place(), Words.item(path, index));
  }
}
