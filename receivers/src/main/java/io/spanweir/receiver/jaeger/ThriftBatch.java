package io.spanweir.receiver.jaeger;

import static io.spanweir.receiver.thrift.ThriftReader.I64;
import static io.spanweir.receiver.thrift.ThriftReader.LIST;
import static io.spanweir.receiver.thrift.ThriftReader.STRING;
import static io.spanweir.receiver.thrift.ThriftReader.STRUCT;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.receiver.thrift.ThriftInput;
import io.spanweir.receiver.transcode.ProtoOutput;

/**
 * Writes a {@code Batch} of Jaeger's Thrift as one {@code ResourceSpans}, whichever protocol it is
 * in, and notes what its sender says of itself. The process may stand behind the spans, as the
 * resource may in OTLP. Not thread safe; nothing is made per span.
 */
final class ThriftBatch {
  private static final int PROCESS = 1 << 4 | STRUCT;
  private static final int SPANS = 2 << 4 | LIST;
  private static final int SEQUENCE = 3 << 4 | I64;
  private static final int STATS = 4 << 4 | STRUCT;

  private static final int SERVICE_NAME = 1 << 4 | STRING;
  private static final int PROCESS_TAGS = 2 << 4 | LIST;

  private final ThriftTags tags = new ThriftTags();
  private final ProcessWriter process = new ProcessWriter();
  private final ClientReport report = new ClientReport();
  private final ThriftSpan span;

  /**
   * @param references a reader besides the one that reads the batch, of the same protocol
   */
  ThriftBatch(ThriftInput references) {
    span = new ThriftSpan(references, tags);
  }

  /** What the sender of the batch written last said of itself. */
  ClientReport report() {
    return report;
  }

  /** Writes the batch that is the next. */
  void write(ThriftInput in, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    report.clear();
    boolean hasProcess = false;
    int start = out.open(OtlpFields.TRACES_RESOURCE_SPANS, 3);
    in.enter();
    while (in.field()) {
      switch (in.id() << 4 | in.type()) {
        case PROCESS -> {
          if (hasProcess) {
            throw in.malformed("a second process");
          }
          hasProcess = true;
          writeProcess(in, out);
        }
        case SPANS -> writeSpans(in, out);
        case SEQUENCE -> report.sequence(in.i64());
        case STATS -> readStats(in);
        default -> in.skip();
      }
    }
    out.close(start, 3);
  }

  private void writeProcess(ThriftInput in, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    process.begin(out);
    in.enter();
    while (in.field()) {
      switch (in.id() << 4 | in.type()) {
        case SERVICE_NAME -> {
          in.binary();
          process.service(in.bytes(), in.from(), in.to());
        }
        case PROCESS_TAGS -> {
          int count = ThriftTags.list(in);
          for (int i = 0; i < count; i++) {
            Tag tag = tags.next(in);
            report.tag(tag);
            process.tag(tag, out);
          }
        }
        default -> in.skip();
      }
    }
    process.end(out);
  }

  private void writeSpans(ThriftInput in, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    int count = ThriftTags.list(in);
    int start = out.open(OtlpFields.RESOURCE_SPANS_SCOPE_SPANS, 3);
    for (int i = 0; i < count; i++) {
      span.write(in, out);
    }
    out.close(start, 3);
  }

  private void readStats(ThriftInput in) throws MalformedException {
    in.enter();
    while (in.field()) {
      int id = in.id();
      if (in.type() == I64 && id >= 1 && id <= ClientReport.REASONS) {
        report.dropped(id - 1, in.i64());
      } else {
        in.skip();
      }
    }
  }
}
