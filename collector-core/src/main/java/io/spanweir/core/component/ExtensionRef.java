package io.spanweir.core.component;

/**
 * The id of an extension as a component's configuration names it. Whoever reads the configuration
 * checks that {@code service::extensions} lists it.
 */
public record ExtensionRef(ComponentId id) {
  /**
   * @throws IllegalArgumentException if the text is no id
   */
  public static ExtensionRef parse(String text) {
    return new ExtensionRef(ComponentId.parse(text));
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
