package io.spanweir.receiver.jaeger;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.spanweir.core.component.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel says of a UDP socket, in {@code /proc/net/udp} (proc_net_udp in the kernel's
 * documentation): datagrams that it dropped because the socket's buffer was full, bytes that wait
 * there. Read when somebody asks. Sockets are told apart by port.
 */
final class KernelDrops {
  private static final int LOCAL_ADDRESS = 1;
  private static final int QUEUES = 4;
  private static final int DROPS = 12;
  private static final int HEX = 16;
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/self/net/udp"), Path.of("/proc/self/net/udp6"));

  private final List<Path> tables;
  private final int port;

  KernelDrops(List<Path> tables, int port) {
    this.tables = tables;
    this.port = port;
  }

  /** Shows both as metrics, where the system has such tables. */
  static void show(Settings settings, String transport, int port) {
    if (!Files.isReadable(TABLES.get(0))) {
      return;
    }
    KernelDrops kernel = new KernelDrops(TABLES, port);
    Tags door = Tags.of("receiver", settings.id().toString(), "transport", transport);
    FunctionCounter.builder(
            "spanweir.receiver.datagrams.dropped", kernel, k -> (double) k.dropped())
        .description("Datagrams the kernel dropped because the socket's buffer was full")
        .tags(door)
        .register(settings.telemetry().meters());
    Gauge.builder("spanweir.receiver.datagrams.waiting.bytes", () -> (double) kernel.waiting())
        .description("Bytes in the socket's buffer, as the kernel counts them")
        .tags(door)
        .strongReference(true)
        .register(settings.telemetry().meters());
  }

  /** Datagrams dropped since the socket was opened. */
  long dropped() {
    return sum(DROPS);
  }

  /** Bytes that wait to be read. */
  long waiting() {
    return sum(QUEUES);
  }

  private long sum(int column) {
    long sum = 0;
    for (Path table : tables) {
      try {
        for (String line : Files.readAllLines(table)) {
          sum += value(line.strip().split("\\s+", -1), column);
        }
      } catch (IOException | NumberFormatException e) {
        // No such table, or none of this kind: nothing is known, and nothing is said.
      }
    }
    return sum;
  }

  private long value(String[] columns, int column) {
    if (columns.length <= DROPS) {
      return 0;
    }
    String local = columns[LOCAL_ADDRESS];
    int colon = local.lastIndexOf(':');
    if (colon < 0 || Integer.parseInt(local, colon + 1, local.length(), HEX) != port) {
      return 0;
    }
    if (column == DROPS) {
      return Long.parseLong(columns[DROPS]);
    }
    String queues = columns[QUEUES];
    return Long.parseLong(queues, queues.indexOf(':') + 1, queues.length(), HEX);
  }
}
