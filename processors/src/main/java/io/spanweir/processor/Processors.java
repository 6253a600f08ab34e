package io.spanweir.processor;

import io.spanweir.core.component.ProcessorFactory;
import io.spanweir.processor.attributes.AttributesFactory;
import io.spanweir.processor.attributes.ResourceFactory;
import io.spanweir.processor.batch.BatchProcessorFactory;
import io.spanweir.processor.dependencies.DependenciesFactory;
import io.spanweir.processor.filter.FilterFactory;
import io.spanweir.processor.memorylimiter.MemoryLimiterFactory;
import io.spanweir.processor.probabilistic.ProbabilisticSamplerFactory;
import io.spanweir.processor.tailsampling.TailSamplingFactory;
import java.util.List;

/** The contents of the room: every processor there is, one line each. */
public final class Processors {
  private Processors() {}

  public static List<ProcessorFactory<?>> all() {
    return List.of(
        new TailSamplingFactory(),
        new BatchProcessorFactory(),
        new FilterFactory(),
        new AttributesFactory(),
        new ResourceFactory(),
        new MemoryLimiterFactory(),
        new ProbabilisticSamplerFactory(),
        new DependenciesFactory());
  }
}
