package io.spanweir.exporter.nop;

import io.spanweir.core.component.Description;

/** {@code nop} exporter: nothing to configure. */
@Description("Takes spans, counts them and lets them go")
public record NopExporterConfig() {}
