package io.spanweir.core.component;

/** Serves the process and stands in no pipeline: health, authentication. */
public interface Extension extends Component {}
