package io.spanweir.exporter.debug;

import io.spanweir.core.runtime.MachineTouch;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Standard output behind a bounded buffer and a thread of its own: a terminal that is scrolled back
 * or a pipe that nobody reads stops that thread and nobody else. One per process; the thread is
 * made when there is something to write. Text goes out as UTF-8 whatever the locale says, which is
 * "C" in many containers.
 */
@MachineTouch
final class StdoutConsole implements Console {
  static final StdoutConsole INSTANCE = new StdoutConsole();

  private static final int WAITING_CHARS_MAX = 1 << 20;

  private final ArrayDeque<String> waiting = new ArrayDeque<>();
  private int waitingChars;
  private boolean writing;
  private @Nullable Thread writer;

  StdoutConsole() {}

  /** Whether a person is looking who did not ask for plain text; see no-color.org. */
  boolean hasColors() {
    String plain = System.getenv("NO_COLOR");
    return isTerminal() && (plain == null || plain.isEmpty());
  }

  /** Since Java 22 there is a console object even without a terminal, and a method that tells. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException beforeJava22) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  @Override
  public synchronized boolean offer(String lines) {
    if (!hasRoom()) {
      return false;
    }
    waiting.addLast(lines);
    waitingChars += lines.length();
    if (writer == null) {
      writer = new Thread(this::writeForLife, "console");
      writer.setDaemon(true);
      writer.start();
    }
    notifyAll();
    return true;
  }

  @Override
  public synchronized boolean hasRoom() {
    return waitingChars < WAITING_CHARS_MAX;
  }

  @Override
  public synchronized boolean isDrained() {
    return waiting.isEmpty() && !writing;
  }

  private void writeForLife() {
    try {
      while (true) {
        byte[] bytes = take().getBytes(StandardCharsets.UTF_8);
        PrintStream out = System.out;
        out.write(bytes, 0, bytes.length);
        out.flush();
        written();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized String take() throws InterruptedException {
    while (waiting.isEmpty()) {
      wait();
    }
    String lines = waiting.removeFirst();
    waitingChars -= lines.length();
    writing = true;
    return lines;
  }

  private synchronized void written() {
    writing = false;
  }
}
