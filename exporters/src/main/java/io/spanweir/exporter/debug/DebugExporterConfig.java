package io.spanweir.exporter.debug;

import io.spanweir.core.component.Announced;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.NotYet;
import java.util.List;

/** {@code debug} exporter. */
@Differs(whole = {"prints kept traces to standard output; the Collector logs how many"})
@Description("Prints traces to the terminal")
@NotYet({
  "sampling_initial=2: every trace is shown, as far as the terminal keeps up",
  "sampling_thereafter=1: every trace is shown, as far as the terminal keeps up",
  "use_internal_logger=false|true: traces go to standard output, logs to standard error",
  "output_paths=stdout: traces go to standard output; redirect it",
  "sending_queue: nothing waits here; what the terminal is too slow for is counted"
})
public record DebugExporterConfig(
    @Description(
            "basic: a line per trace; normal: and a tree of its spans; detailed: and every attribute")
        Verbosity verbosity)
    implements Announced {
  @Override
  public List<String> announcement(Limits limits) {
    return List.of(
        switch (verbosity) {
          case BASIC -> "this terminal, a line each";
          case NORMAL -> "this terminal, as trees of spans";
          case DETAILED -> "this terminal, with every attribute";
        });
  }
}
