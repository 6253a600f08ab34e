package io.spanweir.deploy;

import java.util.List;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import zipkin2.Span;
import zipkin2.storage.ITDependenciesHeavy;
import zipkin2.storage.StorageComponent;

/** See {@link ZipkinKitSpanStoreTest}. */
@Timeout(120)
class ZipkinKitDependenciesHeavyTest extends ITDependenciesHeavy<ZipkinOverHttp> {
  @Override
  protected StorageComponent.Builder newStorageBuilder(TestInfo test) {
    return new ZipkinOverHttp.Builder();
  }

  @Override
  protected void clear() {}

  @Override
  protected void processDependencies(List<Span> spans) throws Exception {
    String before = storage.links();
    super.processDependencies(spans);
    storage.awaitOtherLinks(before);
  }
}
