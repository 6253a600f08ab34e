package io.spanweir.deploy;

import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import zipkin2.storage.ITSpanStoreHeavy;
import zipkin2.storage.StorageComponent;

/** See {@link ZipkinKitSpanStoreTest}. */
@Timeout(120)
class ZipkinKitSpanStoreHeavyTest extends ITSpanStoreHeavy<ZipkinOverHttp> {
  @Override
  protected StorageComponent.Builder newStorageBuilder(TestInfo test) {
    return new ZipkinOverHttp.Builder();
  }

  @Override
  protected void clear() {}
}
