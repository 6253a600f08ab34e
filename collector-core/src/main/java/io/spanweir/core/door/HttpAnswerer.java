package io.spanweir.core.door;

/** The side of an HTTP request that waits for its answer: what became of it, or a page. */
public interface HttpAnswerer extends Answerer {
  /** Answers with a page, instead of {@link #answer}. Called once per request, on any thread. */
  void page(HttpPage page);
}
