package io.spanweir.core.door;

/** A listening socket and the requests behind it. */
public interface Door {
  /** The port it listens on; -1 if that is no port. */
  int port();

  /** Takes nothing new in; what is in flight is answered. Returns at once. */
  void shutdown();

  /** Whether everything in flight is answered, every connection closed, and the port free. */
  boolean isShutDown();

  /** Closes what is still open. Returns at once. */
  void closeNow();
}
