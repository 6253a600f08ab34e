package io.spanweir.receiver.grpc;

import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import io.spanweir.core.door.Coding;
import io.spanweir.core.door.Inflations;
import java.io.InputStream;

/**
 * Tells gRPC that a coding is understood, and leaves messages as they came: gRPC wants a message
 * decoded in one call on the event loop, {@link Inflations} does it in turns.
 */
final class PassedThrough implements Decompressor {
  private final Coding coding;

  private PassedThrough(Coding coding) {
    this.coding = coding;
  }

  /** All codings but identity, which gRPC knows itself. */
  static DecompressorRegistry registry() {
    DecompressorRegistry registry = DecompressorRegistry.emptyInstance();
    for (Coding coding : Coding.values()) {
      if (coding != Coding.IDENTITY) {
        registry = registry.with(new PassedThrough(coding), true);
      }
    }
    return registry;
  }

  @Override
  public String getMessageEncoding() {
    return coding.label();
  }

  @Override
  public InputStream decompress(InputStream compressed) {
    return compressed;
  }
}
