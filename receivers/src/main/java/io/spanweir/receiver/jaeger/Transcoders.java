package io.spanweir.receiver.jaeger;

import io.netty.util.concurrent.FastThreadLocal;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.jaeger.ThriftTranscoder.Form;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder;
import java.util.function.Supplier;

/** Transcoders that use their readers again, as one that any thread may use: each has its own. */
final class Transcoders {
  private Transcoders() {}

  /** The struct {@code Batch}, as it comes over HTTP. */
  static Transcoder thrift(ClientDrops drops) {
    FastThreadLocal<ThriftTranscoder> own = local(() -> new ThriftTranscoder(Form.BINARY_STRUCT));
    return new Transcoder() {
      @Override
      public LeftOut transcode(Chunk body, BodyBuffer output)
          throws MalformedException, ProtoOutput.NoRoomException {
        ThriftTranscoder transcoder = own.get();
        LeftOut leftOut = transcoder.transcode(body, output);
        drops.note(transcoder.report());
        return leftOut;
      }
    };
  }

  /** {@code PostSpansRequest}, as it comes over gRPC. */
  static Transcoder proto() {
    FastThreadLocal<ProtoTranscoder> own = local(ProtoTranscoder::new);
    return (body, output) -> own.get().transcode(body, output);
  }

  private static <T> FastThreadLocal<T> local(Supplier<T> maker) {
    return new FastThreadLocal<>() {
      @Override
      protected T initialValue() {
        return maker.get();
      }
    };
  }
}
