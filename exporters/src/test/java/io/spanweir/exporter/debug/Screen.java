package io.spanweir.exporter.debug;

/** A console that a test reads, and can stop. */
final class Screen implements Console {
  private final StringBuilder text = new StringBuilder();
  boolean stuck;
  int offers;

  @Override
  public boolean offer(String lines) {
    if (stuck) {
      return false;
    }
    offers++;
    text.append(lines);
    return true;
  }

  @Override
  public boolean hasRoom() {
    return !stuck;
  }

  @Override
  public boolean isDrained() {
    return !stuck;
  }

  String text() {
    return text.toString();
  }
}
