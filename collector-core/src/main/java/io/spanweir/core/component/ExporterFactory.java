package io.spanweir.core.component;

/** Makes exporters of one type. */
public interface ExporterFactory<C extends Record> extends ComponentFactory<C> {
  @Override
  default Kind kind() {
    return Kind.EXPORTER;
  }

  /** Opens nothing; see {@link Component}. */
  Exporter create(Settings settings, C config);
}
