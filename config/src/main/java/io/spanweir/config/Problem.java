package io.spanweir.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a configuration, or good to know about it.
 *
 * @param severity whether the process can start with it
 * @param place where it is
 * @param path the way to it from the top, {@code processors::tail_sampling::policies[2]}; empty for
 *     the file as a whole
 * @param value what the file says there; empty where it says nothing or may not be shown
 * @param message what is wrong, as a phrase
 * @param expected what would be right, as a phrase; empty if the message says it all
 * @param nearest the known word that is most like the one that was found
 */
public record Problem(
    Severity severity,
    Place place,
    String path,
    String value,
    String message,
    String expected,
    @Nullable String nearest) {
  /** Whether the process can start with it. */
  public enum Severity {
    ERROR,
    WARNING,
    /** Nothing is wrong; it may not mean what it means in the Collector. */
    HINT
  }

  /** {@code file:line:column: path: what is wrong; what was expected; the nearest word}. */
  public String render() {
    StringBuilder text = new StringBuilder(place.toString()).append(": ");
    if (severity != Severity.ERROR) {
      text.append(Words.lower(severity.name())).append(": ");
    }
    if (!path.isEmpty()) {
      text.append(path).append(": ");
    }
    text.append(message);
    if (!expected.isEmpty()) {
      text.append("; expected ").append(expected);
    }
    if (nearest != null) {
      text.append("; did you mean ").append(nearest).append('?');
    }
    return Snippet.printable(text.toString());
  }

  /**
   * {@link #render()}, and under it the line with a caret at the place.
   *
   * @param width columns of the terminal; a longer line is shown around the place
   */
  public String renderWithSource(int width) {
    return render() + "\n" + Snippet.of(place, width);
  }
}
