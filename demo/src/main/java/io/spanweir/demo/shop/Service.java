package io.spanweir.demo.shop;

import io.spanweir.demo.shop.Step.Part;
import java.util.Map;

/** A service of the shop with the client library it has. Any thread may open steps. */
interface Service extends AutoCloseable {
  /**
   * Opens the first span of this service, of the trace that the headers name; of a new trace if
   * they name none.
   */
  Step receive(Part part, String name, Map<String, String> headers);

  /** Sends what has not been sent yet; waits a few seconds at most. */
  @Override
  void close();
}
