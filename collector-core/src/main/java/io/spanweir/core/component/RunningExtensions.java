package io.spanweir.core.component;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The extensions that run in this process, for components that need one. Immutable.
 *
 * @param byId those that {@code service::extensions} lists, in that order
 */
public record RunningExtensions(Map<ComponentId, Extension> byId) {
  /** Of a process without extensions. */
  public static final RunningExtensions NONE = new RunningExtensions(Map.of());

  public RunningExtensions {
    byId = Collections.unmodifiableMap(new LinkedHashMap<>(byId));
  }

  /**
   * The extension that a configuration refers to.
   *
   * @param type what it must be able to do
   * @param path the way to the key that names it, such as {@code exporters::otlp::auth}
   * @param expected what would be right, as a phrase
   * @throws StartException if it doesn't run, or can't do that
   */
  public <T> T find(ExtensionRef ref, Class<T> type, String path, String expected)
      throws StartException {
    Extension found = byId.get(ref.id());
    if (type.isInstance(found)) {
      return type.cast(found);
    }
    String problem =
        found == null
            ? "the extension " + ref + " is not started"
            : "the extension " + ref + " can't do that";
    throw new StartException(path, problem, expected, null);
  }
}
