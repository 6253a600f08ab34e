package io.spanweir.core.component;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A component, or the process, can't have what its configuration asks the machine for: an address,
 * a file. Whoever starts it adds file and line. What else could not be had is among the suppressed.
 */
public final class StartException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final String problem;
  private final String expected;

  /**
   * @param path the way to the key that asks for it, such as {@code
   *     receivers::otlp::protocols::grpc::endpoint}
   * @param problem what is wrong, as a phrase
   * @param expected what would be right, as a phrase
   */
  public StartException(String path, String problem, String expected, @Nullable Throwable cause) {
    super(problem + " (" + path + ")", cause);
    this.path = path;
    this.problem = problem;
    this.expected = expected;
  }

  public String path() {
    return path;
  }

  public String problem() {
    return problem;
  }

  public String expected() {
    return expected;
  }
}
