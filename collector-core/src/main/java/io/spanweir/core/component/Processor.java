package io.spanweir.core.component;

import io.spanweir.core.pipeline.SpanConsumer;

/**
 * Stands in a pipeline: consumes, and hands to the consumer it was made with. One instance per
 * pipeline.
 */
public interface Processor extends Component, SpanConsumer {}
