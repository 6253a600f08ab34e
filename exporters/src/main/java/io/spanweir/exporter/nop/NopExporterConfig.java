package io.spanweir.exporter.nop;

import io.spanweir.core.component.Announced;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Limits;
import java.util.List;

/** {@code nop} exporter: nothing to configure. */
@Description("Takes spans, counts them and lets them go")
public record NopExporterConfig() implements Announced {
  @Override
  public List<String> announcement(Limits limits) {
    return List.of("nowhere, they are counted");
  }
}
