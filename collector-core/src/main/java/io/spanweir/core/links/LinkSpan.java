package io.spanweir.core.links;

/**
 * What counts of a span for links. Filled again and again by whoever has spans; names are in lower
 * case, empty where there is none.
 */
public final class LinkSpan {
  public static final int NO_KIND = 0;
  public static final int CLIENT = 1;
  public static final int SERVER = 2;
  public static final int PRODUCER = 3;
  public static final int CONSUMER = 4;

  /** The lower half of the trace's id, so that traces whose hops mix ids of two sizes are one. */
  public long traceLow;

  public long id;

  /** 0 for a root. */
  public long parent;

  /** As Zipkin numbers them: the constants above. */
  public int kind;

  /** Whether it has the id of its client's span. */
  public boolean shared;

  public boolean error;

  /** µs since 1970; 0 if not known. */
  public long epochMicros;

  /** The service that reports it. */
  public String service = "";

  /** The other side. */
  public String remote = "";
}
