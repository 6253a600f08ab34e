package io.spanweir.core.door;

import io.spanweir.core.component.Settings;
import io.spanweir.core.net.OpenAddress;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The doors of one receiver: all of them open or none, and all shut together. Any thread may call
 * it, one at a time.
 */
public final class Doors {
  private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

  private final Settings settings;
  private final Map<String, Door> doors = new LinkedHashMap<>();
  private boolean stopping;
  private long deadlineNanos;

  /** Opens what is configured, and adds it. */
  @FunctionalInterface
  public interface Opening {
    void open() throws IOException;
  }

  public Doors(Settings settings) {
    this.settings = settings;
  }

  /**
   * Opens the doors. If one can't be opened the others are tried nevertheless, so that everything
   * that is wrong is known at once; then none stays open.
   */
  public synchronized void open(Opening... openings) throws IOException {
    IOException failure = null;
    for (Opening opening : openings) {
      try {
        opening.open();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      doors.values().forEach(Door::shutdown);
      doors.values().forEach(Door::closeNow);
      throw failure;
    }
  }

  /**
   * Takes the endpoint of a door that shares it with nobody; when the receiver is made.
   *
   * @param key that of the endpoint, for the exception
   * @throws io.spanweir.core.component.InvalidConfigException when another component has it
   */
  public void claim(Endpoint endpoint, String key) {
    settings.listeners().claim(endpoint, "receiver " + settings.id(), key, this::isStopping);
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  /** Adds a door that is open. */
  public synchronized void add(String name, Door door) {
    doors.put(name, door);
  }

  /**
   * Adds a door that is open, and tells the operator what the configuration doesn't say.
   *
   * @param name what is listened for
   * @param path where the endpoint stands in the configuration
   * @param secured whether it speaks TLS
   */
  public synchronized void add(
      String name, Door door, Endpoint endpoint, String path, boolean secured) throws IOException {
    add(name, door);
    // Whoever starts the process is told the configured address; only a free port is news.
    LOG.atLevel(endpoint.port() == 0 ? Level.INFO : Level.DEBUG)
        .log("{} listens for {} on {} port {}", settings.id(), name, endpoint.host(), door.port());
    if (!secured && endpoint.isOpenToOthers(path)) {
      String can = "send spans, and read them on the way";
      OpenAddress.warn(settings.id().toString(), "TLS", endpoint, can, path);
    }
  }

  /** The port of a door; -1 if it isn't open. */
  public synchronized int port(String name) {
    Door door = doors.get(name);
    return door == null ? -1 : door.port();
  }

  /** Takes nothing new in; what is in flight may be answered until the deadline. */
  public synchronized void shutdown(long deadline) {
    if (!stopping) {
      stopping = true;
      deadlineNanos = deadline;
      doors.values().forEach(Door::shutdown);
    }
  }

  /** Whether all are shut; past the deadline they are. */
  public synchronized boolean isShutDown() {
    if (!stopping) {
      return doors.isEmpty();
    }
    boolean done = true;
    for (Door door : doors.values()) {
      done &= door.isShutDown();
    }
    if (!done && settings.loops().clock().nanoTime() - deadlineNanos >= 0) {
      doors.values().forEach(Door::closeNow);
      return true;
    }
    return done;
  }
}
