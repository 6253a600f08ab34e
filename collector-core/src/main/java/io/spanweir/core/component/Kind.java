package io.spanweir.core.component;

/** The kinds of component, named after their section of a configuration file. */
public enum Kind {
  RECEIVER("receivers"),
  PROCESSOR("processors"),
  EXPORTER("exporters"),
  CONNECTOR("connectors"),
  EXTENSION("extensions");

  private final String section;

  Kind(String section) {
    this.section = section;
  }

  /** The key of the section that configures components of this kind. */
  public String section() {
    return section;
  }
}
