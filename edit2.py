exec(open('/tmp/h/bench5/edit.py').read().split("sub(W+'RequestTemplate.java'")[0])
sub(W+'PatchedRequests.java',
("  private final ArrayDeque<WireImage> idle = new ArrayDeque<>();\n  private int made;","  private final List<ArrayDeque<WireImage>> idleBySize = new ArrayList<>();\n  private int made;\n  private int turn;"),
("""    int images = Math.max(IMAGES_MIN, shape.templates());
    while (made < images) {
      idle.add(make());
    }
""","""    int images = Math.max(IMAGES_MIN, shape.templates());
    for (int size = 0; size < shape.sizes(); size++) {
      idleBySize.add(new ArrayDeque<>());
    }
    for (int i = 0; i < images * shape.sizes(); i++) {
      giveBack(make(i % shape.sizes()));
    }
"""),
("""    WireImage next = idle.poll();
    WireImage image = next == null ? make() : next;
""","""    WireImage next = idleBySize.get(turn).poll();
    WireImage image = next == null ? make(turn) : next;
    turn = turn + 1 < shape.sizes() ? turn + 1 : 0;
"""),
("    idle.add(image);","    idleBySize.get(shape.varied() ? image.spanCount() - 1 : 0).add(image);"),
("stream.stop(shape.batch())","stream.stop(shape.spansOfRound())"),
("""  private WireImage make() {
    int number = made++;
    return image(encoding.template(shape.ofRequest(number), number), framing);
  }""","""  private WireImage make(int size) {
    return image(encoding.template(shape.ofSize(size), made++), framing);
  }"""),
("import java.util.ArrayDeque;\n","import java.util.ArrayDeque;\nimport java.util.ArrayList;\nimport java.util.List;\n"))
sub(W+'Shape.java',("""  /** Returns what the request of a number looks like. */
  Shape ofRequest(long number) {
    int spans = varied ? 1 + (int) (number % batch) : batch;
    return""","""  /** Returns what requests of one of the sizes look like. */
  Shape ofSize(int size) {
    int spans = varied ? 1 + size : batch;
    return"""))
G='src/main/java/io/spanweir/bench/generator/'
B='src/main/java/io/spanweir/bench/'
# generator
open(G+'LoadOptions.java','w').write('''package io.spanweir.bench.generator;

import io.spanweir.bench.workload.Transport;
import java.net.InetSocketAddress;

/**
 * How the load reaches the system.
 *
 * @param target where it listens
 * @param transport how requests travel
 * @param connections how many connections are open all the time
 * @param inFlight requests that may wait for an answer on one gRPC connection; others always have
 *     one
 * @param requestsPerConnection after how many requests a connection is closed and another opened; 0
 *     for never
 * @param spansPerRequest in the mean, for the rate
 */
public record LoadOptions(
    InetSocketAddress target,
    Transport transport,
    int connections,
    int inFlight,
    int requestsPerConnection,
    double spansPerRequest) {}
''')
sub(G+'Request.java',("  final long position;\n","  final long position;\n  final int spans;\n"),("    this.position = image.position();","    this.position = image.position();\n    this.spans = image.spanCount();"))
sub(G+'Generator.java',("options.batch() * 1e9 /","options.spansPerRequest() * 1e9 /"),
("    sent += options.batch();","    sent += request.spans;"),
("accepted += options.batch() - rejectedSpans","accepted += request.spans - rejectedSpans"),
("refused += options.batch()","refused += request.spans"),("failed += options.batch()","failed += request.spans"),
("source.forEachSpan(request.position, brokenTraces)","source.forEachSpan(request.position, request.spans, brokenTraces)"))
s=open(G+'Connection.java').read()
s=s.replace("import java.nio.channels.SocketChannel;","import java.nio.channels.ByteChannel;\nimport java.nio.channels.SocketChannel;")
s=s.replace("  private final SocketChannel channel;","  private final ByteChannel channel;").replace("Connection(SocketChannel channel,","Connection(ByteChannel channel,")
s=s.replace("    return channel.isConnected() && key.isValid();","    boolean established = !(channel instanceof SocketChannel tcp) || tcp.isConnected();\n    return established && key.isValid();")
s=s.replace("    channel.finishConnect();\n    wantWrite(true);","    if (channel instanceof SocketChannel tcp) {\n      tcp.finishConnect();\n    }\n    wantWrite(true);")
open(G+'Connection.java','w').write(s)
sub(G+'Http1Connection.java',("  private static final int OK = 200;","  private static final int OK = 200;\n  private static final int ACCEPTED = 202;"),
("          case OK -> Outcome.ACCEPTED;","          case OK, ACCEPTED -> Outcome.ACCEPTED;"),
("outcome == Outcome.ACCEPTED ? PartialSuccess","whole.status() == OK ? PartialSuccess"),
("/** An HTTP/1.1 client connection that stays open: one request, then its answer, then the next. */","""/**
 * An HTTP/1.1 client connection: one request, then its answer, then the next, until it has carried
 * as many as it may.
 */"""),
("  private boolean leaving;\n","  private boolean leaving;\n  private int requestsLeft;\n"),
("  Http1Connection(SocketChannel channel, SelectionKey key, Exchange exchange) {\n    super(channel, key, exchange);\n","""  /**
   * Takes over an opened channel.
   *
   * @param requests after which the connection is closed; 0 for no end
   */
  Http1Connection(SocketChannel channel, SelectionKey key, Exchange exchange, int requests) {
    super(channel, key, exchange);
    requestsLeft = requests == 0 ? Integer.MAX_VALUE : requests;
"""),
("    leaving = whole.close();","    leaving = whole.close() || --requestsLeft == 0;"))
open(G+'ScribeConnection.java','w').write('''package io.spanweir.bench.generator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A client of Scribe: one framed call, then its answer, then the next. */
final class ScribeConnection extends Connection {
  /** Frame, version, name, sequence; then the answer's one field, and its end. */
  private static final int ANSWER_BYTES = 4 + 4 + 4 + 3 + 4 + 7 + 1;

  private static final int MESSAGE_TYPE = 7;
  private static final int REPLY = 2;
  private static final int RESULT = ANSWER_BYTES - 5;
  private static final int OK = 0;
  private static final int TRY_LATER = 1;

  private final ByteBuffer input = ByteBuffer.allocate(8192);
  private @Nullable Request current;
  private boolean sent;

  ScribeConnection(SocketChannel channel, SelectionKey key, Exchange exchange) {
    super(channel, key, exchange);
  }

  @Override
  boolean free() {
    return current == null && connected();
  }

  @Override
  int open() {
    return current == null ? 0 : 1;
  }

  @Override
  void begin(Request request) throws IOException {
    current = request;
    sent = false;
    request.image.bytes().clear();
    flush();
  }

  @Override
  void flush() throws IOException {
    Request request = current;
    if (!connected() || request == null || sent) {
      wantWrite(false);
      return;
    }
    sent = write(request.image.bytes());
    wantWrite(!sent);
    if (sent) {
      exchange().sent(request.image);
    }
  }

  @Override
  void receive() throws IOException {
    int read;
    while ((read = read(input)) > 0) {
      if (input.position() >= Integer.BYTES && input.position() >= input.getInt(0) + 4) {
        finish(outcome(input.getInt(0) + 4));
        input.clear();
      }
    }
    if (read < 0) {
      throw new IOException("the peer closed the connection");
    }
  }

  private Outcome outcome(int length) {
    if (length != ANSWER_BYTES || input.get(MESSAGE_TYPE) != REPLY) {
      return Outcome.FAILED;
    }
    return switch (input.getInt(RESULT)) {
      case OK -> Outcome.ACCEPTED;
      case TRY_LATER -> Outcome.REFUSED;
      default -> Outcome.FAILED;
    };
  }

  @Override
  void abandon() {
    Request request = current;
    if (request != null) {
      current = null;
      if (!sent) {
        exchange().sent(request.image);
      }
      exchange().answered(request, Outcome.FAILED, 0);
    }
  }

  private void finish(Outcome outcome) throws IOException {
    Request request = current;
    if (request == null || !sent) {
      throw new IOException("an answer that nobody asked for");
    }
    current = null;
    exchange().answered(request, outcome, 0);
  }
}
''')
open(G+'UdpConnection.java','w').write('''package io.spanweir.bench.generator;

import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;

/**
 * A client that sends datagrams: what the kernel takes counts as accepted, since nobody answers.
 * What it drops then is known from its counters alone.
 */
final class UdpConnection extends Connection {
  UdpConnection(DatagramChannel channel, SelectionKey key, Exchange exchange) {
    super(channel, key, exchange);
  }

  @Override
  boolean free() {
    return connected();
  }

  @Override
  int open() {
    return 0;
  }

  @Override
  void begin(Request request) throws IOException {
    request.image.bytes().clear();
    boolean taken;
    try {
      taken = write(request.image.bytes());
    } catch (PortUnreachableException e) {
      taken = false;
    }
    exchange().sent(request.image);
    exchange().answered(request, taken ? Outcome.ACCEPTED : Outcome.FAILED, 0);
  }

  @Override
  void flush() {
    wantWrite(false);
  }

  @Override
  void receive() {
    // Nobody answers.
  }

  @Override
  void abandon() {
    // Nothing is on its way.
  }
}
''')
sub(G+'Connections.java',("""    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
""","""    if (options.transport() == Transport.UDP) {
      connectUdp();
      return;
    }
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
"""),("""        options.http()
            ? new Http1Connection(channel, key, exchange)
            : new GrpcConnection(channel, key, exchange, options.inFlight());
""","""        switch (options.transport()) {
          case HTTP ->
              new Http1Connection(channel, key, exchange, options.requestsPerConnection());
          case SCRIBE -> new ScribeConnection(channel, key, exchange);
          default -> new GrpcConnection(channel, key, exchange, options.inFlight());
        };
"""),("""  private void reopen() {""","""  private void connectUdp() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.configureBlocking(false);
    channel.connect(options.target());
    Connection connection = new UdpConnection(channel, channel.register(selector, 0), exchange);
    connection.finishConnect();
    connections.add(connection);
  }

  private void reopen() {"""),
("import java.nio.channels.CancelledKeyException;","import java.nio.channels.CancelledKeyException;\nimport java.nio.channels.DatagramChannel;"),
("import java.io.IOException;","import io.spanweir.bench.workload.Transport;\nimport java.io.IOException;"),
("""      if (connection.finished()) {
        drop(connection);
      }
    } catch""","""      if (connection.finished()) {
        replace(connection);
      }
    } catch"""),
("""  private void drop(Connection""","""  /** At once, since nothing went wrong. */
  private void replace(Connection connection) throws IOException {
    drop(connection);
    if (options.requestsPerConnection() > 0 && missing > 0) {
      missing--;
      connect();
    }
  }

  private void drop(Connection"""))
