package io.spanweir.deploy;

import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import zipkin2.storage.ITSearchEnabledFalse;
import zipkin2.storage.StorageComponent;

/** See {@link ZipkinKitSpanStoreTest}. */
@Timeout(120)
class ZipkinKitSearchEnabledFalseTest extends ITSearchEnabledFalse<ZipkinOverHttp> {
  @Override
  protected boolean initializeStoragePerTest() {
    return true;
  }

  @Override
  protected StorageComponent.Builder newStorageBuilder(TestInfo test) {
    return new ZipkinOverHttp.Builder();
  }

  @Override
  protected void clear() {}
}
