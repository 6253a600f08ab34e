package io.spanweir.receiver.jaeger;

import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.CompactReader;
import io.spanweir.receiver.thrift.ThriftInput;
import io.spanweir.receiver.thrift.ThriftReader;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A batch in Jaeger's Thrift to OTLP. One for each event loop: its readers are used again.
 *
 * <p>Over HTTP the body is the struct {@code Batch} in the binary protocol; over UDP a datagram is
 * a message {@code emitBatch} with it as its argument, in one of the two protocols. A message is a
 * {@code oneway}; some clients write {@code call}.
 */
final class ThriftTranscoder implements Transcoder {
  private static final byte[] EMIT_BATCH = Tag.ascii("emitBatch");
  private static final int CALL = 1;
  private static final int ONEWAY = 4;

  /** The upper half of the first word of a message whose writer is strict. */
  private static final int STRICT = 0x8001;

  /** What a body is. */
  enum Form {
    BINARY_STRUCT,
    BINARY_MESSAGE,
    COMPACT_MESSAGE
  }

  private final Form form;
  private final ThriftReader binary = new ThriftReader();
  private final CompactReader compact = new CompactReader();
  private final ThriftBatch batch;
  private final Consumer<ClientReport> reports;

  /**
   * @param reports is told of each batch what its sender says of itself, until the next
   */
  ThriftTranscoder(Form form, Consumer<ClientReport> reports) {
    this.form = form;
    this.reports = reports;
    batch =
        new ThriftBatch(form == Form.COMPACT_MESSAGE ? new CompactReader() : new ThriftReader());
  }

  @Override
  public LeftOut transcode(Chunk body, BodyBuffer output)
      throws MalformedException, ProtoOutput.NoRoomException {
    transcode(body.bytes(), body.length(), output);
    return LeftOut.NOTHING;
  }

  /**
   * Writes what {@code bytes[0, length)} holds behind what {@code output} has already; after an
   * exception there may be more in it than was before.
   */
  void transcode(byte[] bytes, int length, BodyBuffer output)
      throws MalformedException, ProtoOutput.NoRoomException {
    ProtoOutput out = new ProtoOutput(output, length);
    switch (form) {
      case BINARY_STRUCT -> batch.write(binary.reset(bytes, 0, length), out);
      case BINARY_MESSAGE -> {
        checkMessage(binaryMessage(bytes, length), binary);
        writeArgument(binary, out);
      }
      case COMPACT_MESSAGE -> {
        checkMessage(compact.reset(bytes, 0, length).message(), compact);
        writeArgument(compact, out);
      }
    }
    out.finish();
    reports.accept(batch.report());
  }

  /** The head of a message, with and without the version in front. @return its type */
  private int binaryMessage(byte[] bytes, int length) throws MalformedException {
    int first = binary.reset(bytes, 0, length).i32();
    if (first < 0) {
      if (first >>> 16 != STRICT) {
        throw new MalformedException("version " + (first >>> 16 & 0x7fff) + " of the protocol", 0);
      }
      binary.binary();
      binary.i32();
      return first & 0xff;
    }
    binary.reset(bytes, 0, length).binary();
    int type = binary.i8();
    binary.i32();
    return type;
  }

  private static void checkMessage(int type, ThriftInput in) throws MalformedException {
    boolean named = Arrays.equals(in.bytes(), in.from(), in.to(), EMIT_BATCH, 0, EMIT_BATCH.length);
    if (!named || (type != CALL && type != ONEWAY)) {
      throw in.malformed("a message that is not emitBatch");
    }
  }

  private void writeArgument(ThriftInput in, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    boolean there = false;
    in.enter();
    while (in.field()) {
      if (!there && in.is(1, ThriftReader.STRUCT)) {
        batch.write(in, out);
        there = true;
      } else {
        in.skip();
      }
    }
    if (!there) {
      throw in.malformed("emitBatch without a batch");
    }
  }
}
