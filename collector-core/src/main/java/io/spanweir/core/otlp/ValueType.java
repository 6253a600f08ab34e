package io.spanweir.core.otlp;

/** What an attribute's value is. */
public enum ValueType {
  /** None set, which OTLP allows, or bytes that make no sense. */
  EMPTY,
  STRING,
  BOOL,
  INT,
  DOUBLE,
  ARRAY,
  KVLIST,
  BYTES
}
