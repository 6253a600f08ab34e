package io.spanweir.core.door;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.StartException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file of a Unix domain socket. One that a crash left behind is removed before listening, and
 * ours when we end; nothing else that stands there is touched. Owner and group may connect.
 */
final class UnixSocket {
  /** What {@code sockaddr_un} has on Linux, without the zero at its end. */
  static final int PATH_BYTES_MAX = 107;

  private static final String PERMISSIONS = "rw-rw----";
  private static final int MODE_TYPE = 0170000;
  private static final int MODE_SOCKET = 0140000;
  private static final String EXPECTED =
      "the path of a file that is not there, of at most " + PATH_BYTES_MAX + " bytes";

  private UnixSocket() {}

  /**
   * Whether such a path can be listened on at all.
   *
   * @throws InvalidConfigException for the key {@code endpoint}
   */
  static void check(String path) {
    int bytes = path.getBytes(StandardCharsets.UTF_8).length;
    if (path.isBlank() || path.startsWith("@") || path.endsWith("/") || path.indexOf(0) >= 0) {
      throw new InvalidConfigException("endpoint", "is \"" + path + "\"", EXPECTED);
    }
    if (bytes > PATH_BYTES_MAX) {
      throw new InvalidConfigException("endpoint", "is a path of " + bytes + " bytes", EXPECTED);
    }
  }

  /**
   * Makes way for a socket.
   *
   * @param where the endpoint in the configuration, for messages
   * @throws StartException when something is in the way
   */
  static UnixDomainSocketAddress prepare(String path, String where) throws IOException {
    Path file = Path.of(path);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new StartException(
          where, "there is no folder " + folder, "a folder that is there", null);
    }
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(file);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      if (!isSocket(file)) {
        throw new StartException(where, path + " is there and is no socket", EXPECTED, null);
      }
      if (isListenedOn(address)) {
        throw new StartException(where, path + " is in use", EXPECTED, null);
      }
      Files.deleteIfExists(file);
    }
    return address;
  }

  private static boolean isSocket(Path file) throws IOException {
    try {
      Object mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return mode instanceof Integer bits && (bits & MODE_TYPE) == MODE_SOCKET;
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }

  /** Asks by connecting; does not wait for whoever is slow to accept. */
  private static boolean isListenedOn(UnixDomainSocketAddress address) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(address);
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      // Somebody is there and busy, or it isn't ours to ask.
      return true;
    }
  }

  /** Lets the group connect, and nobody else; whatever the process's umask was. */
  static void secure(String path) throws IOException {
    Files.setPosixFilePermissions(Path.of(path), PosixFilePermissions.fromString(PERMISSIONS));
  }

  /** Removes the file of a socket that is closed. */
  static void remove(String path) {
    try {
      Files.deleteIfExists(Path.of(path));
    } catch (IOException e) {
      // The next start finds that nobody listens there, and removes it.
    }
  }
}
