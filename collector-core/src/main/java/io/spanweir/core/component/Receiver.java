package io.spanweir.core.component;

/** Takes spans in from outside and hands them to the consumers it was made with. */
public interface Receiver extends Component {}
