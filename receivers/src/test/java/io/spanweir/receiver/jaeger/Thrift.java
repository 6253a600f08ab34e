package io.spanweir.receiver.jaeger;

import io.jaegertracing.agent.thrift.Agent;
import io.jaegertracing.thriftjava.Batch;
import io.spanweir.receiver.jaeger.ThriftTranscoder.Form;
import org.apache.thrift.TBase;
import org.apache.thrift.TDeserializer;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializer;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolFactory;
import org.apache.thrift.transport.TMemoryBuffer;

/** Thrift as its own library writes and reads it. */
final class Thrift {
  private Thrift() {}

  static byte[] bytes(Batch batch, Form form) {
    try {
      return switch (form) {
        case BINARY_STRUCT -> struct(batch, new TBinaryProtocol.Factory());
        case BINARY_MESSAGE -> message(batch, new TBinaryProtocol.Factory());
        case COMPACT_MESSAGE -> message(batch, new TCompactProtocol.Factory());
      };
    } catch (TException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] struct(TBase<?, ?> struct, TProtocolFactory protocol) throws TException {
    return new TSerializer(protocol).serialize(struct);
  }

  private static byte[] message(Batch batch, TProtocolFactory protocol) throws TException {
    TMemoryBuffer buffer = new TMemoryBuffer(1024);
    TProtocol out = protocol.getProtocol(buffer);
    out.writeMessageBegin(new TMessage("emitBatch", TMessageType.ONEWAY, 300));
    new Agent.emitBatch_args(batch).write(out);
    out.writeMessageEnd();
    byte[] bytes = new byte[buffer.length()];
    System.arraycopy(buffer.getArray(), 0, bytes, 0, bytes.length);
    return bytes;
  }

  /** What the library reads. */
  static Batch batch(byte[] bytes, Form form) throws TException {
    if (form == Form.BINARY_STRUCT) {
      Batch batch = new Batch();
      new TDeserializer(new TBinaryProtocol.Factory()).deserialize(batch, bytes);
      return batch;
    }
    TMemoryBuffer buffer = new TMemoryBuffer(bytes.length);
    buffer.write(bytes, 0, bytes.length);
    TProtocol in =
        form == Form.COMPACT_MESSAGE ? new TCompactProtocol(buffer) : new TBinaryProtocol(buffer);
    in.readMessageBegin();
    Agent.emitBatch_args args = new Agent.emitBatch_args();
    args.read(in);
    return args.getBatch();
  }
}
