package io.spanweir.processor.attributes;

import io.spanweir.core.component.AnyScalar;
import io.spanweir.processor.attributes.ActionConfig.Action;
import io.spanweir.processor.attributes.ActionConfig.ConvertedType;

/** Writes actions. */
final class Actions {
  private Actions() {}

  static ActionConfig insert(String key, Object value) {
    return new ActionConfig(Action.INSERT, key, new AnyScalar(value), "", "", "", null);
  }

  static ActionConfig update(String key, Object value) {
    return new ActionConfig(Action.UPDATE, key, new AnyScalar(value), "", "", "", null);
  }

  static ActionConfig upsert(String key, Object value) {
    return new ActionConfig(Action.UPSERT, key, new AnyScalar(value), "", "", "", null);
  }

  static ActionConfig copy(Action action, String key, String from) {
    return new ActionConfig(action, key, null, "", from, "", null);
  }

  static ActionConfig fromContext(Action action, String key, String from) {
    return new ActionConfig(action, key, null, "", "", from, null);
  }

  static ActionConfig delete(String key) {
    return new ActionConfig(Action.DELETE, key, null, "", "", "", null);
  }

  static ActionConfig hash(String key) {
    return new ActionConfig(Action.HASH, key, null, "", "", "", null);
  }

  static ActionConfig matching(Action action, String pattern) {
    return new ActionConfig(action, "", null, pattern, "", "", null);
  }

  static ActionConfig extract(String key, String pattern) {
    return new ActionConfig(Action.EXTRACT, key, null, pattern, "", "", null);
  }

  static ActionConfig convert(String key, ConvertedType type) {
    return new ActionConfig(Action.CONVERT, key, null, "", "", "", type);
  }
}
